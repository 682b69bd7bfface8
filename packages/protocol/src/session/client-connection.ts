import { ProtocolCloseCode } from '../envelope/close-code.ts';
import type { Codec } from '../envelope/codec.ts';
import {
  type DrainEnvelope,
  type Envelope,
  isCounted,
  type OutboundEnvelope,
  type RequestEnvelope,
  type RoomEnvelope,
} from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { type Message, messageBytes } from '../envelope/message.ts';
import { fromWireError, type RpcError, systemError } from '../envelope/rpc-error.ts';
import { type ControlObserver, ControlRequests } from './control-requests.ts';
import { MAX_HELLO_BYTES } from './held-messages.ts';
import { HELLO, type HelloParams, type HelloResult, readHelloResult } from './hello.ts';
import type { Link } from './link.ts';
import { Liveness } from './liveness.ts';

/** Time for a hello's answer, in ms. The server allows itself 10 s (protocol §10); the rest is for the way. */
const HELLO_TIMEOUT_MS = 15_000;

/** Least times of a heartbeat that a client goes by, in ms: no server can make it ping without a pause. */
const LEAST_HEARTBEAT_MS = 1_000;

/** How a connection ended. */
export interface ClientClose {
  /** What the side that closed it said; 1006 where none did. */
  readonly code: number;
  readonly reason: string;
  /** Who closed it. A connection that was just lost counts as closed by the server. */
  readonly sentBy: 'client' | 'server';
}

/** What a connection tells the client session that opened it. After `onClosed` nothing more comes. */
export interface ClientConnectionObserver {
  /** The server accepted the hello. */
  onHello(result: HelloResult, now: number): void;
  /** The server refused the hello; its close follows. */
  onRefused(error: RpcError): void;
  /** @throws {EnvelopeError} when it breaks the protocol. */
  onCounted(envelope: Envelope, bytes: number, now: number): void;
  /** `bytes` is the length of its message. */
  onRoom(envelope: RoomEnvelope, now: number, bytes: number): void;
  onDrain(envelope: DrainEnvelope, now: number): void;
  onClosed(close: ClientClose, now: number): void;
}

/**
 * One connection as the client sees it: hello → live → closed.
 *
 * It owns what belongs to the connection and dies with it (control requests, pings) and passes the rest on.
 */
export class ClientConnection {
  /** For the session that rides on it. */
  readonly link: Link;
  readonly #codec: Codec;
  readonly #observer: ClientConnectionObserver;
  readonly #control = new ControlRequests();
  readonly #helloDeadline: number;
  #helloId = 0;
  /** What the server still reads before it has accepted the hello, in bytes. */
  #helloBytesLeft = MAX_HELLO_BYTES;
  #serverMessageBytes = Number.POSITIVE_INFINITY;
  /** Control requests that wait for the hello's answer. */
  readonly #early: { readonly id: number; readonly message: Message }[] = [];
  #liveness: Liveness | undefined;
  #isClosed = false;

  constructor(link: Link, codec: Codec, observer: ClientConnectionObserver, now: number) {
    this.link = link;
    this.#codec = codec;
    this.#observer = observer;
    this.#helloDeadline = now + HELLO_TIMEOUT_MS;
  }

  /** Whether the hello is accepted and the connection not closed. */
  get isLive(): boolean {
    return this.#liveness !== undefined && !this.#isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Says hello: the first envelope. */
  hello(params: HelloParams): void {
    // Its answer is read before all others are; that the connection was lost is no refusal.
    const request = this.#control.begin(HELLO, params, () => {});
    this.#helloId = request.id;
    const message = this.#codec.encode(request);
    this.#helloBytesLeft -= messageBytes(message);
    this.link.send(message);
  }

  /**
   * Sends a control request (`$/join` and the like); it may follow the hello at once. One that the server does not take fails with
   * `TooLarge`. On a closed connection nothing is sent.
   *
   * @throws {TypeError} when its params are no object or array of plain data; the observer is told nothing then.
   */
  request(method: string, params: unknown, observer: ControlObserver): void {
    const request = this.#control.begin(method, params, observer);
    if (this.#isClosed) {
      this.#control.connectionLost();
      return;
    }
    this.#sendControl(request.id, this.#encodeControl(request));
  }

  #encodeControl(request: RequestEnvelope): Message {
    try {
      return this.#codec.encode(request);
    } catch (error) {
      this.#control.take(request.id);
      throw error;
    }
  }

  /** A client may have more rooms to join than a server reads about before it has accepted the hello: the rest waits for the answer. */
  #sendControl(id: number, message: Message): void {
    const bytes = messageBytes(message);
    this.#helloBytesLeft -= bytes;
    if (this.#helloBytesLeft < 0) this.#early.push({ id, message });
    else if (bytes <= this.#serverMessageBytes) this.link.send(message);
    else this.#control.take(id)?.({ ok: false, error: systemError('TooLarge', `a request of ${bytes} bytes`) });
  }

  /** Bytes came in that are no whole message yet. */
  heard(now: number): void {
    this.#liveness?.heard(now);
  }

  /** A message came in. What breaks the protocol closes the connection with 4500. */
  receive(message: Message, now: number): void {
    if (this.#isClosed) return;
    this.#liveness?.heard(now);
    try {
      this.#dispatch(this.#codec.decode(message), messageBytes(message), now);
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      this.close(ProtocolCloseCode.badEnvelope, error.problem, now);
    }
  }

  #dispatch(envelope: Envelope, bytes: number, now: number): void {
    if (this.#liveness === undefined) {
      this.#receiveHello(envelope, now);
      return;
    }
    if (isCounted(envelope) || envelope.kind === 'ack') {
      this.#observer.onCounted(envelope, bytes, now);
      return;
    }
    switch (envelope.kind) {
      case 'response':
        this.#control.response(envelope);
        break;
      case 'ping':
        this.#send({ kind: 'pong', n: envelope.n });
        break;
      case 'pong':
      case 'unknown':
        break;
      case 'drain':
        this.#observer.onDrain(envelope, now);
        break;
      case 'event':
      case 'events':
      case 'snapshot':
      case 'gap':
      case 'presence':
      case 'revoked':
        this.#observer.onRoom(envelope, now, bytes);
        break;
      default:
        // Control requests, which only clients make.
        throw new EnvelopeError('wrong-role');
    }
  }

  /** Until the hello is answered, its answer is all that a server may say. */
  #receiveHello(envelope: Envelope, now: number): void {
    if (envelope.kind !== 'response' || envelope.id !== this.#helloId) throw new EnvelopeError('no-hello');
    this.#control.response(envelope);
    if (envelope.error !== undefined) {
      this.#observer.onRefused(fromWireError(envelope.error));
      return;
    }
    const result = readHelloResult(envelope.result);
    const { intervalMs, timeoutMs } = result.heartbeat;
    this.#liveness = new Liveness(
      { intervalMs: Math.max(intervalMs, LEAST_HEARTBEAT_MS), timeoutMs: Math.max(timeoutMs, LEAST_HEARTBEAT_MS) },
      now,
    );
    this.#serverMessageBytes = result.limits.messageBytes;
    this.#helloBytesLeft = Number.POSITIVE_INFINITY;
    for (const { id, message } of this.#early.splice(0)) this.#sendControl(id, message);
    this.#observer.onHello(result, now);
  }

  /** Closes the connection; nothing that comes in later is looked at. */
  close(code: number, reason: string, now: number): void {
    if (this.#isClosed) return;
    this.link.close(code, reason);
    this.#end({ code, reason, sentBy: 'client' }, now);
  }

  /** The link is gone. `code` is the close code received; 1006 where there was none. */
  closed(code: number, reason: string, now: number): void {
    if (!this.#isClosed) this.#end({ code, reason, sentBy: 'server' }, now);
  }

  #end(close: ClientClose, now: number): void {
    this.#isClosed = true;
    this.#control.connectionLost();
    this.#observer.onClosed(close, now);
  }

  /** Asks the server for a sign of life before its silence has lasted long: the network changed, or the machine slept. */
  probe(now: number): void {
    if (this.isLive && this.#liveness?.probe(now) === true) this.#ping();
  }

  nextDeadline(): number {
    if (this.#isClosed) return Number.POSITIVE_INFINITY;
    return this.#liveness?.nextDeadline() ?? this.#helloDeadline;
  }

  timePassed(now: number): void {
    if (this.#isClosed || now < this.nextDeadline()) return;
    const verdict = this.#liveness === undefined ? 'dead' : this.#liveness.timePassed(now);
    if (verdict === 'ping') this.#ping();
    if (verdict === 'dead') this.close(ProtocolCloseCode.heartbeatLost, 'nothing was heard', now);
  }

  #ping(): void {
    this.#send({ kind: 'ping', n: 0 });
  }

  #send(envelope: OutboundEnvelope): void {
    this.link.send(this.#codec.encode(envelope));
  }
}
