import {
  type CallOutcome,
  type JoinRequest,
  type RoomEffect,
  type RoomEnvelope,
  RoomMembership,
  type RoomPlace,
  readJoinReply,
  type StateUpdate,
  toWireError,
} from '@trunkline/protocol/wire';
import type { RoomAction } from './action.ts';
import { known, type Seen } from './application.ts';
import { plainOf } from './wire-form.ts';

/** How long a client of an exchange waits after a refused join, in ms; others add a random part. */
const WAIT_MS = 500;

interface Room {
  readonly topic: string;
  readonly params: unknown;
  readonly membership: RoomMembership;
}

/** Sends a control request over one of a client's connections. */
type Request = (connection: number, method: string, params: unknown, observer: (outcome: CallOutcome, now: number) => void) => void;

/** The rooms of a client: real memberships, and the control requests that they ask for. */
export class Rooms {
  readonly #request: Request;
  readonly #tell: (seen: Seen) => void;
  readonly #rooms = new Map<string, Room>();
  /** The newest join that was granted of each room of the server, by connection and number. */
  readonly #granted = new Map<string, number>();
  #lastJoin = 0;
  #connection: number | undefined;

  constructor(request: Request, tell: (seen: Seen) => void) {
    this.#request = request;
    this.#tell = tell;
  }

  perform(action: RoomAction, now: number): void {
    if (action.do === 'join') this.#join(action, now);
    else if (action.do === 'leave') this.#carryOut(action.room, this.#membership(action.room).leave());
    else this.#carryOut(action.room, this.#membership(action.room).setState(action.state, now));
  }

  #join({ room, topic, params, state }: Extract<RoomAction, { do: 'join' }>, now: number): void {
    const membership = new RoomMembership(() => WAIT_MS);
    this.#rooms.set(room, { topic, params, membership });
    if (state !== undefined) membership.setState(state, now);
    if (this.#connection !== undefined) membership.connectionLive(this.#connection, now);
    this.#carryOut(room, membership.join(now));
  }

  connectionLive(connection: number, now: number): void {
    this.#connection = connection;
    for (const [name, { membership }] of this.#rooms) this.#carryOut(name, membership.connectionLive(connection, now));
  }

  connectionLost(connection: number): void {
    if (this.#connection === connection) this.#connection = undefined;
    for (const { membership } of this.#rooms.values()) membership.connectionLost(connection);
  }

  receive(connection: number, envelope: RoomEnvelope, now: number): void {
    for (const [name, { membership }] of this.#rooms) this.#carryOut(name, membership.receive(connection, envelope, now));
  }

  nextDeadline(): number {
    return [...this.#rooms.values()].reduce(
      (earliest, { membership }) => Math.min(earliest, membership.nextDeadline()),
      Number.POSITIVE_INFINITY,
    );
  }

  timePassed(now: number): void {
    for (const [name, { membership }] of this.#rooms) this.#carryOut(name, membership.timePassed(now));
  }

  #membership(name: string): RoomMembership {
    return known(this.#rooms.get(name), `no room is named ${name}`).membership;
  }

  #carryOut(name: string, effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#carryOutOne(name, effect);
  }

  #carryOutOne(name: string, effect: RoomEffect): void {
    switch (effect.kind) {
      case 'join':
        this.#sendJoin(name, effect.request);
        break;
      case 'leave':
        this.#request(effect.connection, '$/leave', { room: effect.room, n: this.#granted.get(placeKey(effect)) }, () => {});
        break;
      case 'state':
        this.#sendState(name, effect.update);
        break;
      case 'event': {
        const { offset, name: event, data, publisher } = effect;
        this.#tell({
          see: 'event',
          room: name,
          offset,
          name: event,
          data: plainOf(data),
          ...(publisher === undefined ? {} : { publisher }),
        });
        break;
      }
      case 'joined':
        this.#tell({ see: 'joined', room: name });
        break;
      case 'ended':
        this.#tell({ see: 'left', room: name, code: effect.error.code });
        break;
      default: {
        const { kind, ...rest } = effect;
        this.#tell({ see: kind, room: name, ...Object(plainOf(rest)) });
      }
    }
  }

  #sendState(name: string, update: StateUpdate): void {
    const { connection, room, state } = update;
    this.#request(connection, '$/state', { room, state }, (outcome, now) => {
      if (!outcome.ok && outcome.error.name === 'Closed') return;
      const error = outcome.ok ? undefined : toWireError(outcome.error);
      this.#carryOut(name, this.#membership(name).stateAnswered(update, error, now));
    });
  }

  #sendJoin(name: string, request: JoinRequest): void {
    const { topic, params, membership } = known(this.#rooms.get(name), `no room is named ${name}`);
    const { connection, position, state } = request;
    this.#lastJoin += 1;
    const n = this.#lastJoin;
    const asked = { topic, params, ...(position === undefined ? {} : { position }), ...(state === undefined ? {} : { state }), n };
    this.#request(connection, '$/join', asked, (outcome, now) => {
      if (outcome.ok) {
        const reply = readJoinReply(outcome.value);
        this.#granted.set(placeKey({ connection, room: reply.room }), n);
        this.#carryOut(name, membership.granted(request, reply, now));
      } else if (outcome.error.name !== 'Closed') this.#carryOut(name, membership.refused(request, toWireError(outcome.error), now));
    });
  }
}

function placeKey({ connection, room }: RoomPlace): string {
  return `${connection} ${room}`;
}
