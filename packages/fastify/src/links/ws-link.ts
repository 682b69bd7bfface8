import { Buffer } from 'node:buffer';
import type { Heartbeat, Message } from '@trunkline/protocol/wire';
import type { LinkReceiver, Platform, ServerLink, SharedMessage } from '@trunkline/server';
import { WsKeepalive } from './ws-keepalive.ts';
import type { WsSocket } from './ws-socket.ts';

/** What one link over `ws` may hold, and when it is dead. */
export interface WsLinkOptions {
  /** Most bytes of one inbound message; past it close 1009. */
  readonly messageBytes: number;
  /** Unsent bytes past which the receiver is told when they have drained. */
  readonly sendBudgetBytes: number;
  readonly heartbeat: Heartbeat;
}

/** What a message was too big with, or no text (RFC 6455 §7.4.1). */
const TOO_BIG = 1009;
const NO_TEXT = 1007;

/** What `ws` itself has closed with because of what a message held, by the code of its error. */
const FAILURES: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: TOO_BIG,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: TOO_BIG,
  WS_ERR_INVALID_UTF8: NO_TEXT,
};

/** So much of the budget may wait when a link counts as drained. */
const LOW_WATER = 1 / 4;

/** Time for a closing handshake, as on the engine's side; past it TCP is cut. `ws` itself waits for 30 s. */
const CLOSE_TIMEOUT_MS = 5_000;

/** The state of an open socket of `ws`. */
const OPEN = 1;

/**
 * One socket of `ws` as the server uses it, with a keepalive of its own.
 *
 * It listens from the turn on in which it is made, so that no message is lost. Until there is a receiver, and while it is paused, nothing is
 * read; what `ws` had read already is held, at most what one chunk of TCP brings.
 */
export class WsLink implements ServerLink {
  readonly #socket: WsSocket;
  readonly #options: WsLinkOptions;
  readonly #platform: Platform;
  readonly #keepalive: WsKeepalive;
  #receiver: LinkReceiver | undefined;
  #closure: { readonly code: number; readonly reason: string } | undefined;
  #held: Message[] = [];
  #isPaused = true;
  #isCongested = false;
  #isClosing = false;
  #stopCut: (() => void) | undefined;

  constructor(socket: WsSocket, options: WsLinkOptions, platform: Platform) {
    this.#socket = socket;
    this.#options = options;
    this.#platform = platform;
    this.#keepalive = new WsKeepalive(socket, options.heartbeat, platform);
    socket.pause();
    socket.on('message', (content, isBinary) => this.#received(content, isBinary));
    socket.on('ping', () => this.#keepalive.heard());
    socket.on('pong', () => this.#keepalive.heard());
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', (code, reason) => {
      this.#stopCut?.();
      this.#closed(code, Buffer.from(reason).toString());
    });
  }

  /** Whoever receives what the socket brings; what came before is first. */
  receive(receiver: LinkReceiver): void {
    this.#receiver = receiver;
    if (this.#closure !== undefined) receiver.closed(this.#closure.code, this.#closure.reason);
    else this.resume();
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: Message, compress = false): void {
    if (this.#socket.readyState !== OPEN) return;
    this.#socket.send(message, { compress }, () => this.#written());
    if (this.#socket.bufferedAmount > this.#options.sendBudgetBytes) this.#isCongested = true;
  }

  sendShared({ message }: SharedMessage, compress = false): void {
    this.send(message, compress);
  }

  #written(): void {
    if (!this.#isCongested || this.#closure !== undefined) return;
    if (this.bufferedAmount > this.#options.sendBudgetBytes * LOW_WATER) return;
    this.#isCongested = false;
    this.#receiver?.drained();
  }

  pause(): void {
    if (this.#isClosing) return;
    this.#isPaused = true;
    this.#socket.pause();
    this.#keepalive.rest();
  }

  resume(): void {
    if (this.#isClosing) return;
    this.#isPaused = false;
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      this.#receiver?.receive(next);
      if (this.#isPaused || this.#isClosing) return;
    }
    this.#socket.resume();
    this.#keepalive.run();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#closing();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  /** Only the peer's answer to the close is read now, whatever the receiver thought of reading on; other messages are nobody's any more. */
  #closing(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#held = [];
    this.#keepalive.rest();
    this.#socket.resume();
    this.#stopCut = this.#platform.after(CLOSE_TIMEOUT_MS, () => this.#socket.terminate());
  }

  #received(content: Uint8Array | ArrayBuffer | Uint8Array[], isBinary: boolean): void {
    if (this.#isClosing) return;
    this.#keepalive.heard();
    const bytes = bytesOf(content);
    if (bytes.byteLength > this.#options.messageBytes) {
      this.close(TOO_BIG, 'the message is too big');
      this.#closed(TOO_BIG, 'the message is too big');
      return;
    }
    const message = isBinary ? bytes : bytes.toString('utf8');
    if (this.#isPaused || this.#receiver === undefined) this.#held.push(message);
    else this.#receiver.receive(message);
  }

  /** `ws` closes by itself, and would tell that the connection was lost. Of other errors the `close` that follows says as much. */
  #failed(error: Error): void {
    const code = 'code' in error ? FAILURES[String(error.code)] : undefined;
    if (code === undefined) return;
    this.#closing();
    this.#closed(code, error.message);
  }

  #closed(code: number, reason: string): void {
    if (this.#closure !== undefined) return;
    this.#closure = { code, reason };
    this.#keepalive.rest();
    this.#receiver?.closed(code, reason);
  }
}

function bytesOf(content: Uint8Array | ArrayBuffer | Uint8Array[]): Buffer {
  if (Array.isArray(content)) return Buffer.concat(content);
  return content instanceof ArrayBuffer ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
