import { jsonCodec } from '../../src/codec/json-codec.ts';
import type { Codec } from '../../src/envelope/codec.ts';
import type { Envelope } from '../../src/envelope/envelope.ts';
import type { Message } from '../../src/envelope/message.ts';
import type { ClientClose, ClientConnection } from '../../src/session/client-connection.ts';
import { ClientSession } from '../../src/session/client-session.ts';
import { DEFAULT_DETACHED_LIMITS } from '../../src/session/detached-sessions.ts';
import type { HelloParams, HelloResult } from '../../src/session/hello.ts';
import type { IncomingCall } from '../../src/session/incoming-call.ts';
import { DEFAULT_HEARTBEAT } from '../../src/session/liveness.ts';
import { type CallOutcome, type CallRequest, OutgoingCall } from '../../src/session/outgoing-call.ts';
import type { PausableLink, ServerConnection } from '../../src/session/server-connection.ts';
import type { ServerSession } from '../../src/session/server-session.ts';
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from '../../src/session/session-limits.ts';
import { SessionTable, type SessionTableOptions } from '../../src/session/session-table.ts';
import { DEFAULT_WAITING_LIMITS, type WaitingLimits } from '../../src/session/waiting-calls.ts';

export interface LinkedPairOptions {
  readonly codec?: Codec;
  readonly clientLimits?: Partial<SessionLimits>;
  readonly serverLimits?: Partial<SessionLimits>;
  readonly table?: Partial<SessionTableOptions>;
  readonly waiting?: Partial<WaitingLimits>;
}

/** One direction of a cable: what was sent and did not arrive yet. */
type Way = (Message | { readonly code: number; readonly reason: string })[];

/** One connection between the two: both ends, and what is under way in each direction. */
export interface Cable {
  readonly client: ClientConnection;
  readonly server: ServerConnection;
  readonly toServer: Way;
  readonly toClient: Way;
  /** Every message that was ever sent, with its sender. */
  readonly sent: { readonly from: 'client' | 'server'; readonly message: Message }[];
  /** The codes with which either end closed it. */
  readonly codes: number[];
}

/** A call and what its caller was told. */
export interface ObservedCall {
  readonly call: OutgoingCall;
  readonly items: unknown[];
  readonly outcomes: CallOutcome[];
  /** How often the caller was told that more input may go out. */
  writable: number;
  /** Items that the caller has consumed; a test keeps the count. */
  consumed: number;
}

/** A real client session and a real session table, joined by cables that deliver only when they are pumped. */
export class LinkedPair {
  now = 0;
  /** What a hello gets: admit at once, unless a test takes the decision into its hands. */
  decide: (connection: ServerConnection, hello: HelloParams) => void = (connection) => connection.admit(this.admission(), this.now);
  readonly codec: Codec;
  readonly client: ClientSession;
  readonly table: SessionTable;
  readonly cables: Cable[] = [];
  readonly log: string[] = [];
  /** Calls that came in, by side. */
  readonly atServer: IncomingCall[] = [];
  readonly atClient: IncomingCall[] = [];
  readonly sessions: ServerSession[] = [];
  readonly hellos: HelloResult[] = [];
  readonly closes: ClientClose[] = [];
  readonly roomEnvelopes: Envelope[] = [];
  #names = 0;

  constructor(options: LinkedPairOptions = {}) {
    this.codec = options.codec ?? jsonCodec;
    this.client = new ClientSession(
      {
        codec: this.codec,
        limits: { ...DEFAULT_SESSION_LIMITS, ...options.clientLimits },
        waiting: { ...DEFAULT_WAITING_LIMITS, ...options.waiting },
      },
      {
        onCall: (call) => this.atClient.push(call),
        onNotify: ({ method }) => this.log.push(`client got ${method}`),
        onLive: (_, hello) => this.hellos.push(hello),
        onRefused: (_, error) => this.log.push(`refused ${error.name}`),
        onRoom: (_, envelope) => this.roomEnvelopes.push(envelope),
        onDrain: (_, { withinMs }) => this.log.push(`drain within ${withinMs}`),
        onClosed: (_, close) => this.closes.push(close),
      },
    );
    this.table = new SessionTable({
      limits: { ...DEFAULT_SESSION_LIMITS, ...options.serverLimits },
      detached: DEFAULT_DETACHED_LIMITS,
      heartbeat: DEFAULT_HEARTBEAT,
      manifest: { hash: 'm1' },
      newToken: () => this.#name('token'),
      newPeer: () => this.#name('peer'),
      digest: (token) => `digest of ${token}`,
      ...options.table,
    });
  }

  #name(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  admission(principal: string | null = 'ann') {
    return {
      principal,
      observe: (session: ServerSession) => {
        this.sessions.push(session);
        return {
          onCall: (call: IncomingCall) => this.atServer.push(call),
          onNotify: ({ method }: { readonly method: string | number }) => this.log.push(`server got ${method}`),
          onAttached: () => this.log.push('attached'),
          onDetached: () => this.log.push('detached'),
          onEnded: () => this.log.push('ended'),
        };
      },
    };
  }

  /** Opens a connection, in the place of the one before it or beside it. Nothing has arrived yet. */
  connect(how: 'connect' | 'connectBeside' = 'connect'): Cable {
    const toServer: Way = [];
    const toClient: Way = [];
    const sent: Cable['sent'] = [];
    const codes: number[] = [];
    const linkInto = (way: Way, from: 'client' | 'server') => {
      let isClosed = false;
      return {
        send: (message: Message) => {
          if (isClosed) return;
          way.push(message);
          sent.push({ from, message });
        },
        close: (code: number, reason: string) => {
          if (isClosed) return;
          way.push({ code, reason });
          codes.push(code);
          isClosed = true;
        },
        pause: () => {},
        resume: () => {},
      };
    };
    const server = this.acceptAtServer(linkInto(toClient, 'server'));
    const client = this.client[how](linkInto(toServer, 'client'), {}, this.now);
    const cable: Cable = { client, server, toServer, toClient, sent, codes };
    this.cables.push(cable);
    return cable;
  }

  /** Lets the server take a link, whoever is at its other end. */
  acceptAtServer(link: PausableLink, codec = this.codec): ServerConnection {
    return this.table.accept(
      link,
      codec,
      '203.0.113.7',
      {
        onHello: (hello, connection) => this.decide(connection, hello),
        onControl: ({ id, method }, connection) => {
          this.log.push(`control ${method}`);
          connection.respond(id, { result: method });
        },
      },
      this.now,
    );
  }

  /** Delivers what is under way, in order, until nothing is. */
  pump(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const cable of this.cables) {
        while (this.deliverToServer(cable)) moved = true;
        while (this.deliverToClient(cable)) moved = true;
      }
    }
  }

  /** Delivers one message or close to the server; false: there was none. */
  deliverToServer(cable: Cable): boolean {
    const next = cable.toServer.shift();
    if (next === undefined) return false;
    if (typeof next === 'object' && 'code' in next) cable.server.closed(next.code, next.reason, this.now);
    else cable.server.receive(next, this.now);
    return true;
  }

  /** Delivers one message or close to the client; false: there was none. */
  deliverToClient(cable: Cable): boolean {
    const next = cable.toClient.shift();
    if (next === undefined) return false;
    if (typeof next === 'object' && 'code' in next) cable.client.closed(next.code, next.reason, this.now);
    else cable.client.receive(next, this.now);
    return true;
  }

  /** Cuts a connection; what was under way is lost. */
  cut(cable: Cable): void {
    cable.toServer.length = 0;
    cable.toClient.length = 0;
    cable.client.closed(1006, '', this.now);
    cable.server.closed(1006, '', this.now);
  }

  /** Lets time pass for everybody at once. */
  advance(ms: number): void {
    this.now += ms;
    this.client.timePassed(this.now);
    this.table.timePassed(this.now);
    for (const { server } of this.cables) server.timePassed(this.now);
    for (const { session } of this.sessions) session.timePassed(this.now);
  }

  /** Connects and lets the hello be answered. */
  live(): Cable {
    const cable = this.connect();
    this.pump();
    return cable;
  }

  /** Calls from the client. */
  call(method: string, request: Partial<CallRequest> = {}, onSettled: () => void = () => {}): ObservedCall {
    const observed = this.newCall(method, request, onSettled);
    this.client.call(observed.call, this.now);
    return observed;
  }

  /** Calls from the server, in the newest session. */
  callClient(method: string, request: Partial<CallRequest> = {}): ObservedCall {
    const observed = this.newCall(method, request);
    this.sessions.at(-1)?.session.begin(observed.call, this.now);
    return observed;
  }

  /** A call that nobody carries yet. */
  newCall(method: string, request: Partial<CallRequest> = {}, onSettled: () => void = () => {}): ObservedCall {
    const items: unknown[] = [];
    const outcomes: CallOutcome[] = [];
    const observed: ObservedCall = {
      call: new OutgoingCall(
        { method, params: undefined, trace: undefined, isQuery: false, hasInput: false, deadline: Number.POSITIVE_INFINITY, ...request },
        {
          onItem: (item) => items.push(item),
          onWritable: () => {
            observed.writable += 1;
          },
          onSettled: (outcome) => {
            outcomes.push(outcome);
            onSettled();
          },
        },
      ),
      items,
      outcomes,
      writable: 0,
      consumed: 0,
    };
    return observed;
  }

  /** The envelopes that one side sent over a cable. */
  envelopes(cable: Cable, from: 'client' | 'server'): Envelope[] {
    return cable.sent.filter((entry) => entry.from === from).map(({ message }) => this.codec.decode(message));
  }
}
