import type { RoomEnvelope } from '../envelope/envelope.ts';
import { ERROR_CODES } from '../envelope/error-code.ts';
import { retryAfterOf } from '../envelope/retry-after.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isPassing } from './join-refusal.ts';
import type { JoinReply } from './join-reply.ts';
import { OwnState } from './own-state.ts';
import { isNowhere, type Position } from './position.ts';
import { type PresenceDifference, PresenceView, type RoomMember } from './presence-view.ts';
import type { JoinRequest, RoomEffect, RoomPlace, StateUpdate } from './room-effect.ts';
import { RoomStream } from './room-stream.ts';

/** Least time between two joins for the sake of missing events, in ms (protocol §5). */
export const REJOIN_EVERY_MS = 1_000;

const NOTHING: readonly RoomEffect[] = [];

/**
 * A client's membership in one room, over all connections (protocol §5).
 *
 *     out ── join ──► wanted: no connection ── connectionLive ──► joining ── granted ──► joined
 *      ▲                │  ▲                                        ▲  │                 │  │
 *      │                │  └─────── connectionLost ─────────────────┼──┼─────────────────┘  │
 *      │                │                                           │  └─ refused, passing ─┤
 *      │                │                                           └──── later ◄─── hole ──┘
 *      └──── leave, refused for good, revoked ◄── from everywhere
 *
 * It wants one thing, to read from the newest connection without a hole, and asks for that whenever it is not so: a join can be on
 * its way while the room is still read from where it was joined before. Only the newest join's answer counts.
 */
export class RoomMembership {
  /** The wait in ms after so many refusals, this one not counted. */
  readonly #delayAfter: (failures: number) => number;
  #isWanted = false;
  readonly #state: OwnState;
  /** The newest live connection. */
  #connection: number | undefined;
  /** The newest join, until it is answered; moot with its connection. */
  #pending: JoinRequest | undefined;
  #place: RoomPlace | undefined;
  /** Where a join was granted that a newer one, still to be answered, had made moot: if that is refused, the server has a member nobody reads. */
  #stray: RoomPlace | undefined;
  #stream = new RoomStream();
  readonly #presence = new PresenceView();
  /** Refusals in a row, and internal errors in a row among them. */
  #failures = 0;
  #faults = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(delayAfter: (failures: number) => number) {
    this.#delayAfter = delayAfter;
    this.#state = new OwnState(delayAfter);
  }

  /** Whether the application wants to be in the room. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Where the room is joined, if it is. */
  get place(): RoomPlace | undefined {
    return this.#place;
  }

  get members(): readonly RoomMember[] {
    return this.#presence.members;
  }

  /** Where the application is; `undefined` before it has something to go on from. For {@link catchUp} a client keeps it with each delivery. */
  get position(): Position | undefined {
    return this.#stream.position;
  }

  /** More than there are {@link members} while the room is too full for a list. */
  get memberCount(): number {
    return this.#presence.count;
  }

  /** The application wants to be in the room. It begins as if it never was there. */
  join(now: number): readonly RoomEffect[] {
    if (this.#isWanted) return NOTHING;
    this.#isWanted = true;
    this.#failures = 0;
    this.#faults = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    return this.#reconcile(now);
  }

  /** The application wants out. A join on its way is left as soon as it is answered. */
  leave(): readonly RoomEffect[] {
    return [...this.#leavePlaces(), ...this.#end()];
  }

  /** The member's presence state from now on, and for each join to come. */
  setState(state: unknown, now: number): readonly RoomEffect[] {
    this.#state.set(state);
    return this.#tellState(now);
  }

  /** A state that was sent is answered; with an error, it is refused for good or for a while. */
  stateAnswered(update: StateUpdate, error: WireError | undefined, now: number): readonly RoomEffect[] {
    const refusal = this.#state.answered(update, error, now);
    return [...(refusal === undefined ? NOTHING : [{ kind: 'stateRefused' as const, error: refusal }]), ...this.#tellState(now)];
  }

  /** The application is no further than `position`: what was delivered behind it is forgotten ({@link RoomStream.forget}), and asked for again. */
  catchUp(position: Position | undefined, now: number): readonly RoomEffect[] {
    if (!this.#isWanted) return NOTHING;
    this.#pending = undefined;
    this.#stream.forget(position);
    return this.#reconcile(now);
  }

  /** A connection whose hello is out; the room moves there. The one before may live on until {@link connectionLost}. */
  connectionLive(connection: number, now: number): readonly RoomEffect[] {
    if (connection === this.#connection) return NOTHING;
    this.#connection = connection;
    this.#pending = undefined;
    // Another server may say otherwise.
    this.#notBefore = Number.NEGATIVE_INFINITY;
    return this.#reconcile(now);
  }

  /** Answers of joins over this connection do not come any more. */
  connectionLost(connection: number): void {
    if (this.#connection === connection) this.#connection = undefined;
    if (this.#place?.connection === connection) this.#place = undefined;
    if (this.#stray?.connection === connection) this.#stray = undefined;
  }

  /** A join was granted. */
  granted(request: JoinRequest, reply: JoinReply, now: number): readonly RoomEffect[] {
    const place = { connection: request.connection, room: reply.room };
    if (request !== this.#pending) return this.#grantedInVain(place);
    const left = this.#leavePlaces(place.connection);
    this.#pending = undefined;
    this.#failures = 0;
    this.#faults = 0;
    this.#place = place;
    this.#state.taken(request.state);
    return [
      ...left,
      { kind: 'joined', ...place },
      ...this.#stream.begin(reply, request.position),
      ...this.#tellState(now),
      ...presenceEffects(this.#presence.replace(reply.members ?? [])),
      ...this.#reconcile(now),
    ];
  }

  /** A join was refused, for good or for a while. */
  refused(request: JoinRequest, error: WireError, now: number): readonly RoomEffect[] {
    if (request !== this.#pending) return NOTHING;
    this.#pending = undefined;
    const delay = this.#delayAfter(this.#failures);
    this.#failures += 1;
    this.#faults = error.code === ERROR_CODES.Internal ? this.#faults + 1 : 0;
    if (!isPassing(error, this.#faults)) return [...this.#leavePlaces(), { kind: 'ended', error }, ...this.#end()];
    // Many rooms may have been told the same time: the jitter comes on top.
    this.#notBefore = now + (retryAfterOf(error) ?? 0) + delay;
    return this.#reconcile(now);
  }

  /** Takes what came for a room over a connection; of another membership, or of none, it is ignored. */
  receive(connection: number, envelope: RoomEnvelope, now: number): readonly RoomEffect[] {
    if (this.#place?.connection !== connection || this.#place.room !== envelope.room) return NOTHING;
    switch (envelope.kind) {
      case 'presence':
        return presenceEffects(envelope.full ? this.#presence.replace(envelope.changes) : this.#presence.apply(envelope.changes));
      case 'revoked':
        return this.#revoked(envelope.error);
      default: {
        const deliveries = this.#stream.receive(envelope);
        return this.#stream.isBroken ? [...deliveries, ...this.#reconcile(now)] : deliveries;
      }
    }
  }

  nextDeadline(): number {
    const joinAt = this.#needsJoin() === undefined ? Number.POSITIVE_INFINITY : this.#notBefore;
    return this.#place === undefined ? joinAt : Math.min(joinAt, this.#state.nextDeadline());
  }

  timePassed(now: number): readonly RoomEffect[] {
    return [...this.#tellState(now), ...this.#reconcile(now)];
  }

  #tellState(now: number): readonly RoomEffect[] {
    const update = this.#place && this.#state.next(this.#place, now);
    return update === undefined ? NOTHING : [{ kind: 'state', update }];
  }

  /** Where to join, unless all is as it should be or the answer is awaited. */
  #needsJoin(): number | undefined {
    if (!this.#isWanted || this.#pending !== undefined) return undefined;
    return this.#place?.connection !== this.#connection || this.#stream.isBroken ? this.#connection : undefined;
  }

  /** Joins if that is needed and the time has come. */
  #reconcile(now: number): readonly RoomEffect[] {
    const connection = this.#needsJoin();
    if (connection === undefined || now < this.#notBefore) return NOTHING;
    // Joining where we are is for missing events: a stream that breaks each time must not become a storm.
    if (this.#place?.connection === connection) this.#notBefore = now + REJOIN_EVERY_MS;
    const { position } = this.#stream;
    // Nowhere is what a topic without a log has: nothing that a server could go on from.
    const isStated = position !== undefined && !isNowhere(position);
    this.#pending = { connection, position: isStated ? position : undefined, state: this.#state.forJoin };
    return [{ kind: 'join', request: this.#pending }];
  }

  /** Where a newer connection is joined, the room is only lost on the older one. */
  #revoked(error: WireError): readonly RoomEffect[] {
    const hasMoved = this.#connection !== undefined && this.#connection !== this.#place?.connection;
    this.#place = undefined;
    return hasMoved ? NOTHING : [{ kind: 'ended', error }, ...this.#end()];
  }

  /** Where the room is joined, or asked for, a `leave` for an older join would end that too. */
  #grantedInVain(place: RoomPlace): readonly RoomEffect[] {
    if (this.#place?.connection === place.connection) return NOTHING;
    if (this.#pending?.connection !== place.connection) return [{ kind: 'leave', ...place }];
    this.#stray = place;
    return NOTHING;
  }

  /** Leaves wherever the server has a member, but not over `connection`. */
  #leavePlaces(connection?: number): RoomEffect[] {
    const places = [this.#place, this.#stray];
    this.#place = undefined;
    this.#stray = undefined;
    return places.flatMap((place) => (place === undefined || place.connection === connection ? [] : [{ kind: 'leave', ...place }]));
  }

  /** Nothing is wanted and nothing known any more. */
  #end(): readonly RoomEffect[] {
    this.#isWanted = false;
    this.#pending = undefined;
    this.#place = undefined;
    this.#stream = new RoomStream();
    this.#state.left();
    return presenceEffects(this.#presence.replace([]));
  }
}

function presenceEffects(difference: PresenceDifference | undefined): readonly RoomEffect[] {
  return difference === undefined ? NOTHING : [{ kind: 'presence', ...difference }];
}
