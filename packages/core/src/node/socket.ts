import { Buffer } from 'node:buffer';
import type { Duplex } from 'node:stream';
import type { Closure, ConnectionOptions } from '../connection/connection-shell.ts';
import type { MessageStream } from '../connection/message-stream.ts';
import type { Message, SendOptions } from '../connection/outbound.ts';
import { CloseCode } from '../vocabulary/close-code.ts';
import type { Role } from '../vocabulary/role.ts';
import { SocketDriver, type SocketHandlers } from './socket-driver.ts';

/** What the opening handshake agreed on. */
export interface SocketTerms {
  /** The subprotocol; empty where there is none. */
  readonly protocol: string;
  /** The `Sec-WebSocket-Extensions` in force; empty where there are none. */
  readonly extensions: string;
}

/**
 * One open WebSocket connection.
 *
 * Set {@link onMessage} or {@link onMessageStream}: until then reading waits before the first message, so
 * none is lost to a handler that comes late. A handler that throws ends its connection with 1011, and what
 * it threw becomes an uncaught exception, as that of any stream's listener would.
 */
export class Socket implements SocketTerms {
  readonly role: Role;
  readonly protocol: string;
  readonly extensions: string;
  readonly #driver: SocketDriver;
  #onMessage: SocketHandlers['onMessage'];
  #onMessageStream: SocketHandlers['onMessageStream'];
  /** A ping came; it is answered already. */
  onPing: ((payload: Uint8Array) => void) | undefined;
  onPong: ((payload: Uint8Array) => void) | undefined;
  /** What waits has fallen to the low-water mark, after `send` had answered false. */
  onDrain: (() => void) | undefined;
  /** The connection is over. Called once, as the last thing. */
  onClose: ((closure: Closure) => void) | undefined;

  /** Takes a transport over whose opening handshake is done. Use `accept` or `connect`. It leaves `owner` when it is over. */
  constructor(transport: Duplex, options: ConnectionOptions, terms: SocketTerms, owner?: Set<Socket>) {
    this.role = options.role;
    this.protocol = terms.protocol;
    this.extensions = terms.extensions;
    owner?.add(this);
    this.#driver = new SocketDriver(transport, options, this, owner);
  }

  /**
   * A whole message came: a string for text, bytes for binary.
   *
   * The bytes may share memory with others that arrived with them; copy what is kept for long.
   */
  get onMessage(): ((message: string | Uint8Array) => void) | undefined {
    return this.#onMessage;
  }

  set onMessage(handler: ((message: string | Uint8Array) => void) | undefined) {
    this.#onMessage = handler;
    this.#tellWants();
  }

  /** A message begins, to be read in fragments as they arrive. While it is set, `onMessage` is not called. */
  get onMessageStream(): ((stream: MessageStream) => void) | undefined {
    return this.#onMessageStream;
  }

  set onMessageStream(handler: ((stream: MessageStream) => void) | undefined) {
    this.#onMessageStream = handler;
    this.#tellWants();
  }

  /** `closing` from the moment a close frame is asked for, sent or received. */
  get state(): 'open' | 'closing' | 'closed' {
    return this.#driver.connection.state;
  }

  /** Bytes that wait for the peer to read: frames, what is being deflated, and what the kernel has not taken. */
  get bufferedAmount(): number {
    return this.#driver.connection.bufferedAmount;
  }

  /**
   * Sends one message. True while the sender need not wait for {@link onDrain}.
   *
   * When the connection is not open any more the message is dropped and the answer is false, since a peer
   * may leave at any moment. Bytes are copied; only a server's from 48 KiB on are queued as they are and must not
   * change before they have left. All that is sent in one turn leaves in one write.
   */
  send(message: Message, options?: SendOptions): boolean {
    return this.#driver.connection.send(message, options);
  }

  /**
   * Sends one message from a source of pieces, as they come: strings for text, bytes for binary.
   *
   * Asks for the next piece only below the high-water mark. Resolves when the last one is written. Rejects with
   * what the source throws, and then closes with 1011 because half a message is out; with
   * {@link ConnectionClosedError} when the connection ends first; with {@link InvalidStateError} when it is not open.
   */
  sendStream(kind: 'text' | 'binary', source: AsyncIterable<string | Uint8Array>): Promise<void> {
    return this.#driver.connection.sendStream(kind, source);
  }

  /** Sends a ping; a string is encoded. @throws {RangeError} when it is longer than 125 bytes. */
  ping(payload: string | Uint8Array = ''): void {
    this.#driver.connection.ping(typeof payload === 'string' ? Buffer.from(payload) : payload);
  }

  /** Reads no more until {@link resume}. What was read already is held, and the keepalive rests. */
  pause(): void {
    this.#driver.connection.pause();
  }

  resume(): void {
    this.#driver.connection.resume();
  }

  /**
   * Begins the closing handshake, behind everything sent before. `onClose` follows, at the latest after
   * twice `closeTimeoutMs`. Closing again changes nothing. 1005 as code sends a close frame without one.
   *
   * @throws {RangeError} when the code may not be sent (RFC 6455 §7.4) or the reason is longer than 123 bytes of UTF-8.
   */
  close(code: number = CloseCode.normal, reason = ''): void {
    this.#driver.close(code === CloseCode.noStatus ? undefined : code, reason);
  }

  /** Cuts the connection at once, without a closing handshake. The peer sees 1006. */
  destroy(): void {
    this.#driver.connection.destroy(undefined);
  }

  #tellWants(): void {
    const wants = this.#onMessageStream !== undefined ? 'streams' : this.#onMessage !== undefined ? 'messages' : undefined;
    this.#driver.wants = wants;
    this.#driver.connection.wantsChanged();
  }
}
