import { Buffer } from 'node:buffer';
import { DEFAULT_HEARTBEAT, Liveness, type Message } from '@trunkline/protocol/wire';
import type { LinkReceiver, Platform, ServerLink, SharedMessage } from '@trunkline/server';
import type { WsSocket } from './ws-socket.ts';

/** What one link over `ws` may hold. */
export interface WsLinkLimits {
  /** Most bytes of one inbound message; past it close 1009. */
  readonly messageBytes: number;
  /** Unsent bytes past which the receiver is told when they have drained. */
  readonly sendBudgetBytes: number;
}

/** Message too big (RFC 6455 §7.4.1). */
const TOO_BIG = 1009;

/** So much of the budget may wait when a link counts as drained. */
const LOW_WATER = 1 / 4;

/** Node.js' `ws` keeps a socket in this state while it is open. */
const OPEN = 1;

/** Reading that is stopped: what `ws` had read already waits, at most what one chunk of TCP holds. */
type Held = Message[];

/**
 * One socket of `ws` as the server uses it, with a keepalive of its own (protocol §8), since `ws` has none.
 *
 * It listens from the turn on in which it is made, so that no message is lost, and holds what comes before there is a receiver.
 */
export class WsLink implements ServerLink {
  readonly #socket: WsSocket;
  readonly #limits: WsLinkLimits;
  readonly #platform: Platform;
  readonly #liveness: Liveness;
  #receiver: LinkReceiver | undefined;
  #closure: { readonly code: number; readonly reason: string } | undefined;
  #held: Held = [];
  #isPaused = false;
  #isCongested = false;
  #stopAlarm: (() => void) | undefined;

  constructor(socket: WsSocket, limits: WsLinkLimits, platform: Platform) {
    this.#socket = socket;
    this.#limits = limits;
    this.#platform = platform;
    this.#liveness = new Liveness(DEFAULT_HEARTBEAT, platform.now());
    this.pause();
    socket.on('message', (message, isBinary) => this.#received(message, isBinary));
    socket.on('ping', () => this.#heard());
    socket.on('pong', () => this.#heard());
    socket.on('error', () => {}); // `close` follows, and says as much
    socket.on('close', (code, reason) => this.#closed(code, Buffer.from(reason).toString()));
    this.#setAlarm();
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

  send(message: Message): void {
    if (this.#socket.readyState !== OPEN) return;
    this.#socket.send(message, () => this.#written());
    if (this.#socket.bufferedAmount > this.#limits.sendBudgetBytes) this.#isCongested = true;
  }

  sendShared({ message }: SharedMessage): void {
    this.send(message);
  }

  #written(): void {
    if (!this.#isCongested || this.bufferedAmount > this.#limits.sendBudgetBytes * LOW_WATER) return;
    this.#isCongested = false;
    this.#receiver?.drained();
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
    this.#setAlarm();
  }

  resume(): void {
    this.#isPaused = false;
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      this.#receiver?.receive(next);
      if (this.#isPaused) return;
    }
    this.#socket.resume();
    this.#heard();
    this.#setAlarm();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    // Its answer must be read, whatever the receiver thought of reading on.
    this.#held = [];
    this.#isPaused = false;
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  #received(content: Uint8Array | ArrayBuffer | Uint8Array[], isBinary: boolean): void {
    this.#heard();
    const bytes = bytesOf(content);
    if (bytes.byteLength > this.#limits.messageBytes) {
      this.#socket.close(TOO_BIG, 'the message is too big');
      this.#closed(TOO_BIG, 'the message is too big');
      return;
    }
    const message = isBinary ? bytes : bytes.toString('utf8');
    if (this.#isPaused || this.#receiver === undefined) this.#held.push(message);
    else this.#receiver.receive(message);
  }

  #closed(code: number, reason: string): void {
    if (this.#closure !== undefined) return;
    this.#closure = { code, reason };
    this.#stopAlarm?.();
    this.#receiver?.closed(code, reason);
  }

  #heard(): void {
    this.#liveness.heard(this.#platform.now());
  }

  /** Nothing is asked of a peer that is not read: its answer could not be seen. */
  #setAlarm(): void {
    this.#stopAlarm?.();
    if (this.#isPaused || this.#closure !== undefined) return;
    const now = this.#platform.now();
    this.#stopAlarm = this.#platform.after(Math.max(0, this.#liveness.nextDeadline() - now), () => this.#timePassed());
  }

  #timePassed(): void {
    const verdict = this.#liveness.timePassed(this.#platform.now());
    if (verdict === 'ping') this.#socket.ping();
    if (verdict === 'dead') this.#socket.terminate();
    this.#setAlarm();
  }
}

function bytesOf(content: Uint8Array | ArrayBuffer | Uint8Array[]): Buffer {
  if (Array.isArray(content)) return Buffer.concat(content);
  return content instanceof ArrayBuffer ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
