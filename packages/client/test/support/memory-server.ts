import { type AnyContract, manifestOf } from '@trunkline/protocol';
import {
  type Answer,
  type CallOutcome,
  type Codec,
  DEFAULT_DETACHED_LIMITS,
  DEFAULT_HEARTBEAT,
  DEFAULT_SESSION_LIMITS,
  type HelloParams,
  type IncomingCall,
  jsonCodec,
  type OutboundEnvelope,
  OutgoingCall,
  type RequestEnvelope,
  RpcError,
  type ServerConnection,
  type ServerSession,
  SessionTable,
  systemError,
} from '@trunkline/protocol/wire';
import { MemoryRooms } from './memory-rooms.ts';
import type { VirtualPlatform } from './virtual-platform.ts';
import type { VirtualTransport } from './virtual-transport.ts';

/** What a server makes of credentials: after which ms they expire, or nothing. */
export type Admit = (auth: unknown) => { readonly expiresInMs?: number };

/** A server in memory: the real sessions of the protocol, rooms kept by hand, and everything that came in kept for the test. */
export class MemoryServer {
  readonly hellos: HelloParams[] = [];
  readonly connections: ServerConnection[] = [];
  /** Control requests but those for rooms. */
  readonly controls: RequestEnvelope[] = [];
  readonly calls: IncomingCall[] = [];
  readonly rooms: MemoryRooms;
  readonly codec: Codec;
  /** Answers a call; without, it waits in `calls` for the test. */
  answer: (call: IncomingCall) => void = () => {};
  /** Throws an `RpcError` to refuse. */
  admit: Admit = () => ({});
  readonly #table: SessionTable;
  readonly #platform: VirtualPlatform;
  #ids = 0;

  constructor(platform: VirtualPlatform, contract: AnyContract, { codec = jsonCodec }: { readonly codec?: Codec } = {}) {
    this.#platform = platform;
    this.codec = codec;
    this.rooms = new MemoryRooms(contract);
    this.#table = new SessionTable({
      limits: DEFAULT_SESSION_LIMITS,
      detached: DEFAULT_DETACHED_LIMITS,
      heartbeat: DEFAULT_HEARTBEAT,
      manifest: manifestOf(contract),
      newToken: () => this.#id('token'),
      newPeer: () => this.#id('peer'),
      digest: (token) => token,
    });
  }

  #id(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }

  get sessions(): readonly ServerSession[] {
    return this.#table.sessions();
  }

  /** The newest connection. */
  get connection(): ServerConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('nobody has connected');
    return connection;
  }

  /** The newest call. */
  get call(): IncomingCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('nobody has called');
    return call;
  }

  /** Opens a connection here. */
  readonly accept = (transport: VirtualTransport): void => {
    const link = {
      send: (message: string | Uint8Array) => transport.deliver(message),
      close: (code: number, reason: string) => transport.closeByServer(code, reason),
      pause: () => {},
      resume: () => {},
    };
    const connection: ServerConnection = this.#table.accept(
      link,
      this.codec,
      'memory',
      {
        onHello: (hello) => this.#hello(hello, connection),
        onControl: (request) => this.#control(request, connection),
      },
      this.#now,
    );
    this.connections.push(connection);
    transport.open({
      receive: (message) => connection.receive(message, this.#now),
      closed: (code, reason) => {
        this.rooms.lost(connection);
        connection.closed(code, reason, this.#now);
      },
    });
  };

  get #now(): number {
    return this.#platform.now();
  }

  #hello(hello: HelloParams, connection: ServerConnection): void {
    this.hellos.push(hello);
    try {
      const { expiresInMs } = this.admit(hello.auth);
      connection.admit({ principal: null, ...(expiresInMs !== undefined && { expiresInMs }), observe: () => this.#observer() }, this.#now);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      connection.refuse(error, this.#now);
    }
  }

  #observer() {
    return {
      onCall: (call: IncomingCall) => {
        this.calls.push(call);
        this.answer(call);
      },
      onNotify: () => {},
      onAttached: () => {},
      onDetached: () => {},
      onEnded: () => {},
    };
  }

  #control(request: RequestEnvelope, connection: ServerConnection): void {
    const send = (envelope: OutboundEnvelope) => connection.link.send(this.codec.encode(envelope));
    const respond = (answer: Answer) => connection.respond(request.id, answer);
    if (this.rooms.answer(request, { connection, send, respond })) return;
    this.controls.push(request);
    if (request.method !== '$/auth') respond({ error: systemError('MethodNotFound') });
    else this.#renew(request, connection, respond);
  }

  #renew({ id, params }: RequestEnvelope, connection: ServerConnection, respond: (answer: Answer) => void): void {
    try {
      respond({ result: this.admit(typeof params === 'object' && params !== null && 'auth' in params ? params.auth : undefined) });
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      connection.dismiss(id, error, this.#now);
    }
  }

  /** Says something over the newest connection. */
  say(envelope: OutboundEnvelope): void {
    this.connection.link.send(this.codec.encode(envelope));
  }

  /** Closes the newest connection. */
  close(code: number, reason = ''): void {
    this.connection.close(code, reason, this.#now);
    this.rooms.lost(this.connection);
  }

  /** Calls the client of the newest connection; what it streams goes to `items`. */
  callClient(
    method: string,
    params?: unknown,
    items: unknown[] = [],
  ): { readonly call: OutgoingCall; readonly outcome: Promise<CallOutcome> } {
    const session = this.connection.session?.session;
    if (session === undefined) throw new Error('the client has no session');
    let settle = (_: CallOutcome) => {};
    const outcome = new Promise<CallOutcome>((resolve) => {
      settle = resolve;
    });
    const request = {
      method,
      params: params === undefined ? undefined : this.codec.encodeValue(params),
      trace: undefined,
      ...{ isQuery: false, hasInput: method === 'upload', deadline: Number.POSITIVE_INFINITY },
    };
    const call: OutgoingCall = new OutgoingCall(request, {
      onItem: (item) => {
        items.push(item);
        call.consumed();
      },
      onWritable: () => {},
      onSettled: settle,
    });
    session.begin(call, this.#now);
    return { call, outcome };
  }
}
