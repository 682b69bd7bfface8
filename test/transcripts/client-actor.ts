import { type ClientConnection, ClientSession, type Codec, DEFAULT_WAITING_LIMITS, type Message } from '@trunkline/protocol/wire';
import { readApplicationAction } from './action.ts';
import { type Actor, sessionLimits, type Witness, watchedLink } from './actor.ts';
import { Application, errorSeen, known } from './application.ts';
import { Rooms } from './rooms.ts';
import type { ExchangeLimits, Line } from './transcript.ts';
import { plainOf } from './wire-form.ts';

/** The client of an exchange: the real client session, and the real memberships of its rooms. */
export class ClientActor implements Actor {
  readonly #witness: Witness;
  readonly #application: Application;
  readonly #rooms: Rooms;
  readonly #session: ClientSession;
  readonly #connections: ClientConnection[] = [];
  readonly #names: string[] = [];
  #now = 0;

  constructor(codec: Codec, witness: Witness, limits: ExchangeLimits) {
    this.#witness = witness;
    this.#application = new Application(codec, (seen) => witness.told(seen));
    this.#rooms = new Rooms(
      (connection, method, params, observer) =>
        this.#connections[connection]?.request(method, params, (outcome) => observer(outcome, this.#now)),
      (seen) => witness.told(seen),
    );
    this.#session = new ClientSession(
      { codec, limits: sessionLimits(limits), waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => this.#application.onCall(call),
        onNotify: (notification) => this.#application.onNotify(notification),
        onLive: (connection, { session }, now) => {
          witness.told({ see: 'live', on: this.#nameOf(connection), resumed: session.resumed });
          this.#rooms.connectionLive(this.#connections.indexOf(connection), now);
        },
        onRefused: (connection, error) => witness.told({ see: 'refused', on: this.#nameOf(connection), ...errorSeen(error) }),
        onRoom: (connection, envelope, now) => this.#rooms.receive(this.#connections.indexOf(connection), envelope, now),
        onDrain: (connection, { withinMs }) => witness.told({ see: 'drain', on: this.#nameOf(connection), withinMs }),
        onClosed: (connection) => this.#rooms.connectionLost(this.#connections.indexOf(connection)),
      },
    );
  }

  open({ on, at, beside, introduction }: Extract<Line, { kind: 'open' }>): void {
    const link = watchedLink(on, this.#witness);
    const open = beside ? this.#session.connectBeside : this.#session.connect;
    this.#names.push(on);
    this.#connections.push(open.call(this.#session, link, introduction, at));
  }

  perform({ action, on, at }: Extract<Line, { kind: 'do' }>): void {
    switch (action.do) {
      case 'quit':
        this.#session.close(action.reason, at);
        break;
      case 'request':
        this.#request(on, action.name, action.method, action.params);
        break;
      case 'join':
      case 'leave':
      case 'setState':
        this.#rooms.perform(action, at);
        break;
      default:
        this.#application.perform(
          readApplicationAction.parse(action),
          {
            call: (call) => this.#session.call(call, at),
            notify: () => {
              throw new Error('a client session sends no notifications');
            },
          },
          at,
        );
    }
  }

  #request(on: string, name: string, method: string, params: unknown): void {
    this.#at(on).request(method, params, (outcome) =>
      this.#witness.told({ see: 'answered', name, ...(outcome.ok ? { result: plainOf(outcome.value) } : errorSeen(outcome.error)) }),
    );
  }

  receive(on: string, message: Message, now: number): void {
    this.#now = now;
    this.#at(on).receive(message, now);
  }

  closed(on: string, code: number, reason: string, now: number): void {
    this.#at(on).closed(code, reason, now);
  }

  nextDeadline(): number {
    return Math.min(this.#session.nextDeadline(), this.#rooms.nextDeadline());
  }

  timePassed(now: number): void {
    this.#session.timePassed(now);
    this.#rooms.timePassed(now);
  }

  #at(on: string): ClientConnection {
    return known(this.#connections[this.#names.indexOf(on)], `no connection is named ${on}`);
  }

  #nameOf(connection: ClientConnection): string {
    return known(this.#names[this.#connections.indexOf(connection)], 'a connection that was not opened');
  }
}
