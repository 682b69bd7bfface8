import {
  type ClientConnection,
  ClientSession,
  type Codec,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_WAITING_LIMITS,
  type Message,
} from '@trunkline/protocol/wire';
import { readApplicationAction } from './action.ts';
import { type Actor, exchangeLimits, type Witness, watchedLink } from './actor.ts';
import { Application, errorSeen, known } from './application.ts';
import type { Line } from './transcript.ts';
import { plainOf } from './wire-form.ts';

/** The client of an exchange: the real client session. */
export class ClientActor implements Actor {
  readonly #witness: Witness;
  readonly #application: Application;
  readonly #session: ClientSession;
  readonly #connections = new Map<string, ClientConnection>();

  constructor(codec: Codec, witness: Witness, outboxEnvelopes: number | undefined) {
    this.#witness = witness;
    this.#application = new Application(codec, (seen) => witness.told(seen));
    const limits = exchangeLimits(DEFAULT_SESSION_LIMITS, outboxEnvelopes);
    this.#session = new ClientSession(
      { codec, limits, waiting: DEFAULT_WAITING_LIMITS },
      {
        onCall: (call) => this.#application.onCall(call),
        onNotify: (notification) => this.#application.onNotify(notification),
        onLive: (connection, { session }) => witness.told({ see: 'live', on: this.#nameOf(connection), resumed: session.resumed }),
        onRefused: (connection, error) => witness.told({ see: 'refused', on: this.#nameOf(connection), ...errorSeen(error) }),
        onRoom: () => {},
        onDrain: (connection, { withinMs }) => witness.told({ see: 'drain', on: this.#nameOf(connection), withinMs }),
        onClosed: () => {},
      },
    );
  }

  open({ on, at, beside, introduction }: Extract<Line, { kind: 'open' }>): void {
    const { auth, client, contract } = introduction;
    const said = {
      ...(auth === undefined ? {} : { auth }),
      ...(client === undefined ? {} : { client }),
      ...(contract === undefined ? {} : { contract }),
    };
    const link = watchedLink(on, this.#witness);
    this.#connections.set(on, beside ? this.#session.connectBeside(link, said, at) : this.#session.connect(link, said, at));
  }

  perform({ action, on, at }: Extract<Line, { kind: 'do' }>): void {
    if (action.do === 'quit') this.#session.close(action.reason, at);
    else if (action.do === 'request') {
      const { name, method, params } = action;
      this.#at(on).request(method, params, (outcome) =>
        this.#witness.told({ see: 'answered', name, ...(outcome.ok ? { result: plainOf(outcome.value) } : errorSeen(outcome.error)) }),
      );
    } else {
      this.#application.perform(
        readApplicationAction.parse(action),
        {
          call: (call) => this.#session.call(call, at),
          notify: () => {
            throw new Error('a client session has no notifications');
          },
        },
        at,
      );
    }
  }

  receive(on: string, message: Message, now: number): void {
    this.#at(on).receive(message, now);
  }

  closed(on: string, code: number, reason: string, now: number): void {
    this.#at(on).closed(code, reason, now);
  }

  nextDeadline(): number {
    return this.#session.nextDeadline();
  }

  timePassed(now: number): void {
    this.#session.timePassed(now);
  }

  #at(on: string): ClientConnection {
    return known(this.#connections.get(on), `no connection is named ${on}`);
  }

  #nameOf(connection: ClientConnection): string | undefined {
    return [...this.#connections].find(([, candidate]) => candidate === connection)?.[0];
  }
}
