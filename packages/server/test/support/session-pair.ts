import {
  type CallOutcome,
  type CallRequest,
  type ClientConnection,
  ClientSession,
  type Codec,
  DEFAULT_DETACHED_LIMITS,
  DEFAULT_HEARTBEAT,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  type IncomingCall,
  jsonCodec,
  type Message,
  OutgoingCall,
  type ServerConnection,
  type ServerSession,
  type SessionLimits,
  SessionTable,
} from '@trunkline/protocol/wire';

export interface SessionPairOptions {
  readonly codec?: Codec;
  readonly clientLimits?: Partial<SessionLimits>;
  readonly serverLimits?: Partial<SessionLimits>;
  /** Calls that come in at the server. */
  readonly onCall?: (call: IncomingCall) => void;
  /** Calls that come in at the client. */
  readonly onClientCall?: (call: IncomingCall) => void;
}

/** A call of the client and what its caller was told. */
export interface ObservedCall {
  readonly call: OutgoingCall;
  readonly items: unknown[];
  readonly outcomes: CallOutcome[];
}

type Sent = Message | { readonly code: number; readonly reason: string };

/** One connection: both ends, and what is under way in each direction. */
interface Cable {
  readonly client: ClientConnection;
  readonly server: ServerConnection;
  readonly toServer: Sent[];
  readonly toClient: Sent[];
}

/** A real client session and a real session table, joined in memory; messages arrive only when they are pumped. It is connected at once. */
export class SessionPair {
  now = 0;
  readonly codec: Codec;
  readonly client: ClientSession;
  readonly table: SessionTable;
  /** The sessions that the server has ever begun, in order. */
  readonly sessions: ServerSession[] = [];
  readonly #options: SessionPairOptions;
  #cable: Cable;
  #ids = 0;

  constructor(options: SessionPairOptions = {}) {
    this.#options = options;
    this.codec = options.codec ?? jsonCodec;
    this.client = new ClientSession(
      { codec: this.codec, limits: { ...DEFAULT_SESSION_LIMITS, ...options.clientLimits }, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => options.onClientCall?.(call),
        onNotify: () => {},
        onLive: () => {},
        onRefused: () => {},
        onRoom: () => {},
        onDrain: () => {},
        onClosed: () => {},
      },
    );
    this.table = new SessionTable({
      limits: { ...DEFAULT_SESSION_LIMITS, ...options.serverLimits },
      detached: DEFAULT_DETACHED_LIMITS,
      heartbeat: DEFAULT_HEARTBEAT,
      manifest: { hash: 'm1' },
      newToken: () => this.#newId('token'),
      newPeer: () => this.#newId('peer'),
      digest: (token) => `digest of ${token}`,
    });
    this.#cable = this.connect();
    this.pump();
  }

  /** The session that the server began last. */
  get session(): ServerSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error('no session has begun');
    return session;
  }

  #newId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }

  /** Opens a connection in the place of the one before; the client offers its session. To be pumped. */
  connect(): Cable {
    const toServer: Sent[] = [];
    const toClient: Sent[] = [];
    const server = this.table.accept(
      linkInto(toClient),
      this.codec,
      '203.0.113.7',
      { onHello: (_, connection) => this.#admit(connection), onControl: ({ id }, connection) => connection.respond(id, { result: null }) },
      this.now,
    );
    this.#cable = { client: this.client.connect(linkInto(toServer), {}, this.now), server, toServer, toClient };
    return this.#cable;
  }

  #admit(connection: ServerConnection): void {
    connection.admit(
      {
        principal: 'ann',
        observe: (session) => {
          this.sessions.push(session);
          return {
            onCall: (call) => this.#options.onCall?.(call),
            onNotify: () => {},
            onAttached: () => {},
            onDetached: () => {},
            onEnded: () => {},
          };
        },
      },
      this.now,
    );
  }

  /** Delivers what is under way, in order, until nothing is. */
  pump(): void {
    const { client, server, toServer, toClient } = this.#cable;
    while (deliver(toServer, server, this.now) || deliver(toClient, client, this.now)) {}
  }

  /** Pumps whenever promises have settled, until both have nothing more to do. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) {
      this.pump();
      await settled();
    }
    this.pump();
  }

  /** Cuts the connection; what was under way is lost. */
  cut(): void {
    const { client, server, toServer, toClient } = this.#cable;
    toServer.length = 0;
    toClient.length = 0;
    client.closed(1006, '', this.now);
    server.closed(1006, '', this.now);
  }

  /** Lets time pass for everybody at once. */
  advance(ms: number): void {
    this.now += ms;
    this.client.timePassed(this.now);
    this.table.timePassed(this.now);
    for (const { session } of this.sessions) session.timePassed(this.now);
  }

  /** Calls from the client: a mutation without input that waits for ever, unless told otherwise. */
  call(method: string | number, params?: unknown, request: Partial<CallRequest> = {}): ObservedCall {
    const items: unknown[] = [];
    const outcomes: CallOutcome[] = [];
    const call = new OutgoingCall(
      {
        method,
        params: params === undefined ? undefined : this.codec.encodeValue(params),
        trace: undefined,
        isQuery: false,
        hasInput: false,
        deadline: Number.POSITIVE_INFINITY,
        ...request,
      },
      { onItem: (item) => items.push(item), onWritable: () => {}, onSettled: (outcome) => outcomes.push(outcome) },
    );
    this.client.call(call, this.now);
    return { call, items, outcomes };
  }
}

/** Lets all promises that are due settle. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

function linkInto(way: Sent[]) {
  let isClosed = false;
  return {
    send: (message: Message) => {
      if (!isClosed) way.push(message);
    },
    close: (code: number, reason: string) => {
      if (!isClosed) way.push({ code, reason });
      isClosed = true;
    },
    pause: () => {},
    resume: () => {},
  };
}

function deliver(way: Sent[], receiver: ClientConnection | ServerConnection, now: number): boolean {
  const next = way.shift();
  if (next === undefined) return false;
  if (typeof next === 'object' && 'code' in next) receiver.closed(next.code, next.reason, now);
  else receiver.receive(next, now);
  return true;
}
