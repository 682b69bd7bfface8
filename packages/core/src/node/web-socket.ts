import { Blob } from 'node:buffer';
import type { Closure } from '../connection/connection-shell.ts';
import type { ClientUrl } from '../handshake/client-url.ts';
import { CloseCode } from '../vocabulary/close-code.ts';
import { ConnectionClosedError } from '../vocabulary/errors.ts';
import { CloseEvent } from './close-event.ts';
import { type ConnectOptions, resolveConnectOptions } from './connect-options.ts';
import { type Dialed, dial } from './dial.ts';
import { ErrorEvent } from './error-event.ts';
import { EventHandlerSlot } from './event-handler-slot.ts';
import { PayloadCount } from './payload-count.ts';
import { SendOrder } from './send-order.ts';
import type { SocketTerms } from './socket.ts';
import { SocketDriver } from './socket-driver.ts';
import { parseWebSocketUrl, sizeOf, toClose, toProtocols, toWebMessage } from './web-arguments.ts';

/** The events of a {@link WebSocket} by type. */
export interface WebSocketEvents {
  open: Event;
  message: MessageEvent;
  error: ErrorEvent;
  close: CloseEvent;
}

/** What Node.js may tell a {@link WebSocket} beyond the standard; the protocols are an argument of their own. */
export type WebSocketOptions = Omit<ConnectOptions, 'protocols'>;

/** How a message's bytes are given to listeners. */
export type BinaryType = 'blob' | 'arraybuffer';

type Listener<Type extends keyof WebSocketEvents> = (this: WebSocket, event: WebSocketEvents[Type]) => unknown;
type AnyListener = Parameters<EventTarget['addEventListener']>[1];
type AddOptions = Parameters<EventTarget['addEventListener']>[2];
type RemoveOptions = Parameters<EventTarget['removeEventListener']>[2];

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Web IDL's constants: not to be changed (Web IDL §3.7.5). */
const CONSTANTS = Object.fromEntries(
  Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED }).map(([name, value]) => [name, { value, enumerable: true }]),
);

/** The `WebSocket` of the WHATWG WebSockets standard. Its third argument is Node.js's own. */
export class WebSocket extends EventTarget {
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSING: 2;
  declare static readonly CLOSED: 3;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSING: 2;
  declare readonly CLOSED: 3;
  readonly #url: ClientUrl;
  /** Gives the handshake up; a connection has no use for it. */
  readonly #dialing = new AbortController();
  readonly #order = new SendOrder((error) => this.#driver?.connection.destroy(toError(error)));
  readonly #count = new PayloadCount(() => this.#driver?.connection.bufferedAmount ?? 0);
  readonly #slots = {
    open: new EventHandlerSlot<Listener<'open'>>(this, 'open'),
    message: new EventHandlerSlot<Listener<'message'>>(this, 'message'),
    error: new EventHandlerSlot<Listener<'error'>>(this, 'error'),
    close: new EventHandlerSlot<Listener<'close'>>(this, 'close'),
  };
  #state: typeof CONNECTING | typeof OPEN | typeof CLOSING | typeof CLOSED = CONNECTING;
  #driver: SocketDriver | undefined;
  #terms: SocketTerms = { protocol: '', extensions: '' };
  #binaryType: BinaryType = 'blob';

  static {
    Object.defineProperties(WebSocket, CONSTANTS);
    Object.defineProperties(WebSocket.prototype, CONSTANTS);
  }

  /**
   * Begins to connect; `open`, or `error` and `close`, follow.
   *
   * @throws {DOMException} `SyntaxError` when the URL or a protocol is malformed.
   * @throws {TypeError | RangeError} when an option is wrong.
   */
  constructor(url: string | URL, protocols: string | readonly string[] = [], options: WebSocketOptions = {}) {
    super();
    this.#url = parseWebSocketUrl(url);
    const { signal: cancelled } = this.#dialing;
    const signal = options.signal === undefined ? cancelled : AbortSignal.any([cancelled, options.signal]);
    dial(this.#url, resolveConnectOptions({ ...options, protocols: toProtocols(protocols), signal })).then(
      (dialed) => this.#establish(dialed),
      (error: unknown) => this.#fail(toError(error)),
    );
  }

  get url(): string {
    return this.#url.href;
  }

  get readyState(): 0 | 1 | 2 | 3 {
    // The peer's close frame begins the closing handshake too; the end is told with the close event.
    return this.#state === OPEN && this.#driver?.connection.state !== 'open' ? CLOSING : this.#state;
  }

  /** Payload bytes given to `send` and not transmitted. It grows also where nothing is sent any more, and never shrinks then. */
  get bufferedAmount(): number {
    return this.#count.bytes;
  }

  get protocol(): string {
    return this.#terms.protocol;
  }

  get extensions(): string {
    return this.#terms.extensions;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type; // others are ignored (Web IDL §3.7.6)
  }

  get onopen(): Listener<'open'> | null {
    return this.#slots.open.handler;
  }

  set onopen(handler: Listener<'open'> | null) {
    this.#slots.open.handler = handler;
  }

  get onmessage(): Listener<'message'> | null {
    return this.#slots.message.handler;
  }

  set onmessage(handler: Listener<'message'> | null) {
    this.#slots.message.handler = handler;
  }

  get onerror(): Listener<'error'> | null {
    return this.#slots.error.handler;
  }

  set onerror(handler: Listener<'error'> | null) {
    this.#slots.error.handler = handler;
  }

  get onclose(): Listener<'close'> | null {
    return this.#slots.close.handler;
  }

  set onclose(handler: Listener<'close'> | null) {
    this.#slots.close.handler = handler;
  }

  get [Symbol.toStringTag](): string {
    return 'WebSocket';
  }

  override addEventListener<Type extends keyof WebSocketEvents>(type: Type, listener: Listener<Type>, options?: AddOptions): void;
  override addEventListener(type: string, listener: AnyListener, options?: AddOptions): void;
  override addEventListener(type: string, listener: AnyListener, options?: AddOptions): void {
    super.addEventListener(type, listener, options);
  }

  override removeEventListener<Type extends keyof WebSocketEvents>(type: Type, listener: Listener<Type>, options?: RemoveOptions): void;
  override removeEventListener(type: string, listener: AnyListener, options?: RemoveOptions): void;
  override removeEventListener(type: string, listener: AnyListener, options?: RemoveOptions): void {
    super.removeEventListener(type, listener, options);
  }

  /**
   * Sends one message: a string as text, everything else as binary. Bytes are taken as they are now. When closing or closed it only counts.
   *
   * @throws {DOMException} `InvalidStateError` before `open`.
   */
  send(given: string | ArrayBufferLike | ArrayBufferView | Blob): void {
    const message = toWebMessage(given);
    if (this.#state === CONNECTING) throw new DOMException('the connection is not open yet', 'InvalidStateError');
    const size = sizeOf(message);
    this.#count.add(size);
    if (this.readyState !== OPEN) return;
    if (message instanceof Blob) {
      this.#order.read(message, (bytes) => this.#transmit(bytes, size));
    } else {
      const snapshot = this.#order.isBusy ? snapshotOf(message) : message;
      this.#order.run(() => this.#transmit(snapshot, size));
    }
  }

  /**
   * Begins the closing handshake, behind all that was sent; while connecting, gives up. Closing again changes nothing.
   *
   * @throws {DOMException} `InvalidAccessError` unless the code is 1000 or 3000–4999, `SyntaxError` when the reason is longer than 123 bytes of UTF-8.
   */
  close(code?: number, reason?: string): void {
    const close = toClose(code, reason);
    const state = this.readyState;
    if (state === CONNECTING || state === OPEN) this.#state = CLOSING;
    if (state === CONNECTING) this.#dialing.abort();
    if (state === OPEN) this.#order.run(() => this.#closeDriver(close.code, close.reason));
  }

  #transmit(message: string | Uint8Array, size: number): void {
    const connection = this.#driver?.connection;
    if (connection?.state !== 'open') return;
    this.#count.give(size);
    connection.send(message);
  }

  #closeDriver(code: number | undefined, reason: string): void {
    this.#count.settle();
    this.#driver?.close(code, reason);
  }

  #establish({ transport, options, terms }: Dialed): void {
    if (this.#state !== CONNECTING) {
      transport.destroy();
      this.#fail(new ConnectionClosedError(undefined, undefined));
      return;
    }
    transport.once('close', () => this.#count.freeze()); // before the driver hears of it and forgets what waits
    this.#driver = new SocketDriver(transport, options, {
      onMessage: (message) => this.#receive(message),
      onClose: (closure) => this.#end(closure, failureOf(closure)),
      ...{ onMessageStream: undefined, onPing: undefined, onPong: undefined, onDrain: undefined },
    });
    this.#driver.wants = 'messages';
    this.#driver.connection.wantsChanged();
    this.#terms = terms;
    this.#state = OPEN;
    this.dispatchEvent(new Event('open'));
  }

  #receive(message: string | Uint8Array): void {
    if (this.readyState !== OPEN) return;
    const origin = `${this.#url.protocol}//${this.#url.host}`;
    this.dispatchEvent(new MessageEvent('message', { data: typeof message === 'string' ? message : this.#binaryOf(message), origin }));
  }

  #binaryOf(bytes: Uint8Array): Blob | ArrayBuffer {
    // The bytes share memory with others of their chunk, so both make a copy.
    return this.#binaryType === 'blob' ? new Blob([bytes]) : new Uint8Array(bytes).buffer;
  }

  /** No connection came about. Told in a task of its own, as everything that a WebSocket tells. */
  #fail(error: Error): void {
    setImmediate(() => this.#end({ code: CloseCode.abnormal, reason: '', wasClean: false }, error));
  }

  #end({ code, reason, wasClean }: Pick<Closure, 'code' | 'reason' | 'wasClean'>, failure: Error | undefined): void {
    this.#state = CLOSED;
    if (failure !== undefined) this.dispatchEvent(new ErrorEvent('error', { error: failure }));
    this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
  }
}

/** Why a connection counts as failed (RFC 6455 §7.1.7): it broke a rule, or was lost before anyone closed it. */
function failureOf({ sent, received, cause }: Closure): Error | undefined {
  if (received !== undefined) return undefined;
  return cause ?? (sent === undefined ? new ConnectionClosedError(sent, received) : undefined);
}

function snapshotOf(message: string | Uint8Array): string | Uint8Array {
  return typeof message === 'string' ? message : new Uint8Array(message);
}

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error('the connection failed', { cause: value });
}
