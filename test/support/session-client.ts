import type { Socket } from '@trunkline/core/node';
import { type Feed, RpcError, type Stream } from '@trunkline/protocol';
import {
  type CallPlan,
  CallStream,
  type ClientClose,
  type ClientConnection,
  ClientSession,
  type Codec,
  callOnce,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  type HelloResult,
  type IncomingCall,
  jsonCodec,
  systemError,
} from '@trunkline/protocol/wire';
import { SessionRoom } from './session-room.ts';

/** How often deadlines are looked at, in ms. */
const LOOK_EVERY_MS = 10;

/** What a client is told. */
export interface SessionClientOptions {
  readonly codec?: Codec;
  /** Asked at each connection. */
  readonly auth?: () => unknown;
  /** What the server calls here, by name. */
  readonly procedures?: Readonly<Record<string, (params: unknown) => unknown>>;
  /** Most bytes of one message that it says it takes. */
  readonly messageBytes?: number;
}

/** How one call is made. */
export interface SessionCallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly input?: Feed<unknown>;
  readonly isQuery?: boolean;
}

interface Opening {
  readonly resolve: (hello: HelloResult) => void;
  readonly reject: (error: Error) => void;
}

/** A client with a session over real sockets: the real machines of the protocol, and promises. It connects again only when it is told to. */
export class SessionClient {
  /** How its connections ended, the oldest first. */
  readonly closes: ClientClose[] = [];
  /** The `withinMs` of each `$/drain`. */
  readonly drains: number[] = [];
  readonly rooms: SessionRoom[] = [];
  readonly #dial: () => Promise<Socket>;
  readonly #options: SessionClientOptions;
  readonly #session: ClientSession;
  readonly #timer: NodeJS.Timeout;
  #connection: ClientConnection | undefined;
  #socket: Socket | undefined;
  #opening: Opening | undefined;
  #connections = 0;

  constructor(dial: () => Promise<Socket>, options: SessionClientOptions = {}) {
    this.#dial = dial;
    this.#options = options;
    const own = { ...DEFAULT_SESSION_LIMITS.own, messageBytes: options.messageBytes ?? DEFAULT_SESSION_LIMITS.own.messageBytes };
    this.#session = new ClientSession(
      { codec: options.codec ?? jsonCodec, limits: { ...DEFAULT_SESSION_LIMITS, own }, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => this.#answer(call),
        onNotify: () => {},
        onLive: (_, hello, now) => this.#live(hello, now),
        onRefused: (_, error) => this.#opening?.reject(error),
        onRoom: (connection, envelope, now) => {
          if (connection === this.#connection) for (const room of this.rooms) room.receive(envelope, now);
        },
        onDrain: (_, { withinMs }) => void this.drains.push(withinMs),
        onClosed: (_, close) => this.#closed(close),
      },
    );
    this.#timer = setInterval(() => this.#timePassed(), LOOK_EVERY_MS).unref();
  }

  /** Makes a client and connects it. */
  static async connect(dial: () => Promise<Socket>, options?: SessionClientOptions): Promise<SessionClient> {
    const client = new SessionClient(dial, options);
    await client.connect();
    return client;
  }

  /** Opens a connection, with the session where there is one. Rejects with why the server refused it. */
  async connect(): Promise<HelloResult> {
    const socket = await this.#dial();
    const auth = this.#options.auth?.();
    const opened = new Promise<HelloResult>((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
    const link = {
      send: (message: string | Uint8Array) => void socket.send(message),
      close: (code: number, reason: string) => socket.close(code, reason),
    };
    const connection = this.#session.connect(link, auth === undefined ? {} : { auth }, performance.now());
    this.#connection = connection;
    this.#socket = socket;
    socket.onMessage = (message) => connection.receive(message, performance.now());
    socket.onClose = ({ code, reason }) => connection.closed(code, reason, performance.now());
    return opened;
  }

  /** Cuts TCP, as a network does. Resolves once that is noticed here. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#opening = { resolve: () => {}, reject: () => resolve() };
    });
    this.#socket?.destroy();
    await closed;
  }

  /** Reads nothing more until {@link resume}, as a process that hangs. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  call(method: string, params?: unknown, options: SessionCallOptions = {}): Promise<unknown> {
    return callOnce(this.#plan(method, params, options));
  }

  stream(method: string, params?: unknown, options: SessionCallOptions = {}): Stream<unknown, unknown> {
    return new CallStream(this.#plan(method, params, options));
  }

  /** Sends a control request. `onAnswer` is called in the turn in which the answer comes in. */
  request(method: string, params: unknown, onAnswer: (value: unknown) => void = () => {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#connection === undefined) throw new Error('it is not connected');
      this.#connection.request(method, params, (outcome) => {
        if (outcome.ok) onAnswer(outcome.value);
        if (outcome.ok) resolve(outcome.value);
        else reject(outcome.error);
      });
    });
  }

  /** Joins a room. Resolves once it has; rejects with why it may not. */
  async join(topic: string, params?: unknown, state?: unknown): Promise<SessionRoom> {
    const room = new SessionRoom(this, topic, params, state);
    this.rooms.push(room);
    if (this.#connection?.isLive === true) room.connectionLive(this.#connections, performance.now());
    await room.join(performance.now());
    return room;
  }

  /** Leaves for good. */
  close(): void {
    this.#session.close('done', performance.now());
    clearInterval(this.#timer);
  }

  #plan(method: string, params: unknown, { timeoutMs, signal, input, isQuery = false }: SessionCallOptions): CallPlan {
    const codec = this.#options.codec ?? jsonCodec;
    return {
      input,
      signal,
      request: () => ({
        method,
        params: params === undefined ? undefined : codec.encodeValue(params),
        trace: undefined,
        isQuery,
        hasInput: input !== undefined,
        deadline: performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY),
      }),
      begin: (call) => this.#session.call(call, performance.now()),
      writeItem: (item) => item,
      readItem: (item) => item,
      readResult: (value) => value,
    };
  }

  #live(hello: HelloResult, now: number): void {
    this.#connections += 1;
    this.#opening?.resolve(hello);
    for (const room of this.rooms) room.connectionLive(this.#connections, now);
  }

  #closed(close: ClientClose): void {
    this.closes.push(close);
    for (const room of this.rooms) room.connectionLost(this.#connections);
    this.#opening?.reject(new Error(`closed with ${close.code} ${close.reason}`));
  }

  #timePassed(): void {
    const now = performance.now();
    this.#session.timePassed(now);
    for (const room of this.rooms) room.timePassed(now);
  }

  #answer(call: IncomingCall): void {
    const procedure = this.#options.procedures?.[String(call.method)];
    if (procedure === undefined) {
      call.fail(systemError('MethodNotFound', `there is no ${String(call.method)}`));
      return;
    }
    Promise.resolve(call.params)
      .then(procedure)
      .then(
        (result) => call.respond(result ?? null),
        (error: unknown) => call.fail(error instanceof RpcError ? error : systemError('Internal', String(error))),
      );
  }
}
