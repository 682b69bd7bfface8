import {
  type CallOutcome,
  type ClientClose,
  type ClientConnection,
  ClientSession,
  type Codec,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  type DrainEnvelope,
  type HelloResult,
  type IncomingCall,
  type JoinReply,
  jsonCodec,
  OutgoingCall,
  type Position,
  type RoomEnvelope,
  type RpcError,
  readJoinReply,
} from '@trunkline/protocol/wire';
import { MemoryLink } from './memory-link.ts';
import type { TestHub } from './test-hub.ts';

export interface TestClientOptions {
  readonly codec?: Codec;
  readonly auth?: unknown;
  readonly messageBytes?: number;
}

/** A real client session on a link in memory, which keeps all that it is told. */
export class TestClient {
  readonly codec: Codec;
  readonly session: ClientSession;
  /** What came for rooms, in order. */
  readonly events: RoomEnvelope[] = [];
  readonly closes: ClientClose[] = [];
  readonly hellos: HelloResult[] = [];
  readonly refusals: RpcError[] = [];
  readonly drains: DrainEnvelope[] = [];
  /** What its calls streamed, all together. */
  readonly items: unknown[] = [];
  /** What the server calls. */
  onCall: (call: IncomingCall) => void = () => {};
  /** What comes for rooms, in the turn in which it comes. */
  onEvent: (event: RoomEnvelope, connection: ClientConnection) => void = () => {};
  onDropped: (connection: ClientConnection) => void = () => {};
  link = new MemoryLink();
  connection: ClientConnection | undefined;
  readonly #hub: TestHub;
  readonly #options: TestClientOptions;

  constructor(hub: TestHub, options: TestClientOptions = {}) {
    this.#hub = hub;
    this.#options = options;
    this.codec = options.codec ?? jsonCodec;
    const { messageBytes = DEFAULT_SESSION_LIMITS.own.messageBytes } = options;
    const limits = { ...DEFAULT_SESSION_LIMITS, own: { ...DEFAULT_SESSION_LIMITS.own, messageBytes } };
    this.session = new ClientSession(
      { codec: this.codec, limits, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => this.onCall(call),
        onNotify: () => {},
        onLive: (_, hello) => void this.hellos.push(hello),
        onRefused: (_, error) => void this.refusals.push(error),
        onRoom: (connection, envelope) => {
          this.events.push(envelope);
          this.onEvent(envelope, connection);
        },
        onDrain: (_, envelope) => void this.drains.push(envelope),
        onClosed: (connection, close) => {
          this.closes.push(close);
          this.onDropped(connection);
        },
      },
    );
  }

  get #now(): number {
    return this.#hub.platform.now();
  }

  /** Opens a connection, in the place of the one before; to another hub, where the first is no more. */
  connect(auth: unknown = this.#options.auth, hub: TestHub = this.#hub): this {
    return this.#open(hub, auth, 'connect');
  }

  /** Opens a connection to another hub, beside the one to a hub that drains. */
  connectBeside(hub: TestHub): this {
    return this.#open(hub, this.#options.auth, 'connectBeside');
  }

  #open(hub: TestHub, auth: unknown, how: 'connect' | 'connectBeside'): this {
    const link = new MemoryLink();
    this.link = link;
    const connection = this.session[how](link.clientEnd, auth === undefined ? {} : { auth }, this.#now);
    this.connection = connection;
    link.client = {
      receive: (message) => connection.receive(message, this.#now),
      closed: (code, reason) => connection.closed(code, reason, this.#now),
    };
    link.server = hub.accept(link, this.codec);
    return this;
  }

  /** A control request. */
  request(method: string, params: unknown): Promise<CallOutcome> {
    return new Promise((resolve) => {
      if (this.connection === undefined) throw new Error('not connected');
      this.connection.request(method, params, resolve);
    });
  }

  /** Joins a room, which must be granted. */
  async join(
    topic: string,
    params?: unknown,
    more: { readonly position?: Position; readonly state?: unknown; readonly n?: number } = {},
  ): Promise<JoinReply> {
    const outcome = await this.request('$/join', { topic, ...(params === undefined ? {} : { params }), ...more });
    if (!outcome.ok) throw outcome.error;
    return readJoinReply(outcome.value);
  }

  /** A call; resolves however it ends. What it streams goes to `items`. */
  call(method: string, params?: unknown, items: unknown[] = this.items): Promise<CallOutcome> {
    return new Promise((resolve) => {
      const call = new OutgoingCall(
        {
          method,
          params: params === undefined ? undefined : this.codec.encodeValue(params),
          trace: undefined,
          isQuery: false,
          hasInput: false,
          deadline: Number.POSITIVE_INFINITY,
        },
        {
          onItem: (item) => {
            items.push(item);
            call.consumed();
          },
          onWritable: () => {},
          onSettled: resolve,
        },
      );
      this.session.call(call, this.#now);
    });
  }

  /** Lets the session's own deadlines pass. */
  timePassed(): void {
    this.session.timePassed(this.#now);
  }
}
