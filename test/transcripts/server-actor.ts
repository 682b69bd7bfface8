import {
  type Codec,
  DEFAULT_DETACHED_LIMITS,
  DEFAULT_HEARTBEAT,
  type Message,
  type ServerConnection,
  type ServerSession,
  type ServerSessionObserver,
  SessionTable,
} from '@trunkline/protocol/wire';
import { readApplicationAction } from './action.ts';
import { type Actor, sessionLimits, type Witness, watchedLink } from './actor.ts';
import { Application, errorOf, known } from './application.ts';
import type { ExchangeLimits, Line } from './transcript.ts';
import { plainOf } from './wire-form.ts';

/** The manifest of the contract that exchanges speak. */
const MANIFEST = {
  hash: 'c1',
  procedures: [
    ['add', 1],
    ['chat', 6],
    ['pay', 0],
    ['sum', 4],
    ['ticks', 3],
  ],
  topics: [
    [
      'chat',
      [
        ['message', 0],
        ['typing', 2],
      ],
    ],
    ['prices', [['price', 1, 'symbol']]],
  ],
};

/** The server of an exchange: the real table of sessions. Tokens and peers are numbered: `token-1`, `peer-1`. */
export class ServerActor implements Actor {
  readonly #codec: Codec;
  readonly #witness: Witness;
  readonly #application: Application;
  readonly #table: SessionTable;
  readonly #connections = new Map<string, ServerConnection>();
  readonly #sessions: ServerSession[] = [];
  #tokens = 0;
  #peers = 0;

  constructor(codec: Codec, witness: Witness, limits: ExchangeLimits) {
    this.#codec = codec;
    this.#witness = witness;
    this.#application = new Application(codec, (seen) => witness.told(seen));
    this.#table = new SessionTable({
      limits: sessionLimits(limits),
      detached: DEFAULT_DETACHED_LIMITS,
      heartbeat: DEFAULT_HEARTBEAT,
      manifest: MANIFEST,
      newToken: () => {
        this.#tokens += 1;
        return `token-${this.#tokens}`;
      },
      newPeer: () => {
        this.#peers += 1;
        return `peer-${this.#peers}`;
      },
      digest: (token) => `digest of ${token}`,
    });
  }

  open({ on, at }: Extract<Line, { kind: 'open' }>): void {
    const connection = this.#table.accept(
      watchedLink(on, this.#witness),
      this.#codec,
      '203.0.113.7',
      {
        onHello: () => {},
        onControl: ({ id, method, params }) => this.#witness.told({ see: 'control', on, id, method, params: plainOf(params) }),
      },
      at,
    );
    this.#connections.set(on, connection);
  }

  perform({ action, on, at }: Extract<Line, { kind: 'do' }>): void {
    switch (action.do) {
      case 'admit': {
        const { principal, expiresInMs } = action;
        const expiry = expiresInMs === undefined ? {} : { expiresInMs };
        this.#at(on).admit({ principal, ...expiry, observe: (session) => this.#observe(session) }, at);
        break;
      }
      case 'refuse':
        this.#at(on).refuse(errorOf(action.error), at);
        break;
      case 'answer': {
        const { id, error, result } = action;
        this.#at(on).respond(Number(id), error === undefined ? { result } : { error: errorOf(error) });
        break;
      }
      case 'shut':
        this.#at(on).close(action.code, action.reason, at);
        break;
      default:
        this.#application.perform(
          readApplicationAction.parse(action),
          {
            call: (call) => this.#newest().session.begin(call, at),
            notify: (method, params) => this.#newest().session.notify({ method, params }),
          },
          at,
        );
    }
  }

  #observe(session: ServerSession): ServerSessionObserver {
    this.#sessions.push(session);
    const { peer } = session.identity;
    return {
      onCall: (call) => this.#application.onCall(call),
      onNotify: (notification) => this.#application.onNotify(notification),
      onAttached: () => {},
      onDetached: () => this.#witness.told({ see: 'detached', peer }),
      onEnded: () => this.#witness.told({ see: 'ended', peer }),
    };
  }

  receive(on: string, message: Message, now: number): void {
    this.#at(on).receive(message, now);
  }

  closed(on: string, code: number, reason: string, now: number): void {
    this.#at(on).closed(code, reason, now);
  }

  nextDeadline(): number {
    return this.#timed().reduce((earliest, machine) => Math.min(earliest, machine.nextDeadline()), Number.POSITIVE_INFINITY);
  }

  timePassed(now: number): void {
    for (const machine of this.#timed()) machine.timePassed(now);
  }

  #timed() {
    return [this.#table, ...this.#connections.values(), ...this.#sessions.map(({ session }) => session)];
  }

  #at(on: string): ServerConnection {
    return known(this.#connections.get(on), `no connection is named ${on}`);
  }

  #newest(): ServerSession {
    return known(this.#sessions.at(-1), 'there is no session');
  }
}
