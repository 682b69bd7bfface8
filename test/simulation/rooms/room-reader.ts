import type {
  CallOutcome,
  ClientConnection,
  JoinReply,
  JoinRequest,
  Position,
  RoomEffect,
  RoomEnvelope,
  RoomMembership,
  RoomPlace,
  StateUpdate,
} from '@trunkline/protocol/wire';
import type { FeatureCounts } from '../kernel/feature-counts.ts';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Wire } from '../modules.ts';
import { type PresentMembers, seesTruly } from './present-members.ts';
import type { PublicationBook } from './publication-book.ts';
import { RoomPublisher } from './room-publisher.ts';
import { RoomWitness } from './room-witness.ts';
import type { MemberState } from './world-contract.ts';
import type { WorldRoom } from './world-room.ts';

/** How long an application waits before it joins again what it was thrown out of, in ms. */
const BACK_AFTER_MS = 500;

/** Least time between two joins where the room is joined, in ms (protocol §5). */
const REJOIN_EVERY_MS = 1_000;

/** Where a reader is, and what it needs of its client. */
export interface ReaderPlace {
  readonly host: Host;
  readonly wire: Wire;
  readonly features: FeatureCounts;
  readonly book: PublicationBook;
  readonly random: Random;
  readonly eventBytes: number;
  readonly stateBytes: number;
  connection(number: number): ClientConnection | undefined;
  /** The public id of the client over a connection. */
  peer(number: number): string | undefined;
  delayMs(failures: number): number;
  /** Whether the client's credentials do not allow a room. */
  isDenied(room: string): boolean;
  /** How long an event may take from the store to a member that reads all the time. */
  readonly promptWithinMs: number;
  /** Since when what is sent over a connection arrives without a hitch, by the virtual time. */
  steadySince(number: number): number;
  /** A join was granted over a connection. */
  onGranted(room: WorldRoom, request: JoinRequest, reply: JoinReply): void;
  /** The server knows that a room was left. */
  onLeft(room: WorldRoom, place: RoomPlace): void;
}

/** A client's use of one room: a real membership, whose effects are carried out, publishes, and a witness of what the application is told. */
export class RoomReader {
  readonly room: WorldRoom;
  readonly publisher: RoomPublisher;
  readonly #place: ReaderPlace;
  readonly #membership: RoomMembership;
  readonly #witness: RoomWitness;
  #isIn = false;
  #state: MemberState | undefined;
  /** The place over which the room is joined. */
  #joinedAt: RoomPlace | undefined;
  #rejoinedAt = Number.NEGATIVE_INFINITY;
  /** Since when it is joined there, by the virtual time. */
  #steadyFrom = Number.POSITIVE_INFINITY;

  constructor(place: ReaderPlace, room: WorldRoom) {
    this.room = room;
    this.#place = place;
    this.#membership = new place.wire.RoomMembership((failures) => place.delayMs(failures));
    this.#witness = new RoomWitness(room, place.host.name);
    this.publisher = new RoomPublisher(room, place.host, place.book);
  }

  get #now(): number {
    return this.#place.host.now;
  }

  join(): void {
    this.#isIn = true;
    this.#witness.wanted();
    if (this.room.hasPresence) this.#changeState();
    this.#do(this.#membership.join(this.#now));
  }

  leave(): void {
    this.#do(this.#membership.leave());
    this.#isOut();
  }

  #isOut(): void {
    this.#isIn = false;
    this.#joinedAt = undefined;
    this.#witness.unwanted();
    this.publisher.lost();
    this.publisher.forget();
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** This member as the others see it; `undefined` where it is none. */
  get presence(): readonly [peer: string | undefined, state: unknown] | undefined {
    return this.#joinedAt === undefined ? undefined : [this.#place.peer(this.#joinedAt.connection), this.#state];
  }

  /** Joins or leaves, tells something else of itself, or goes back to what the application was done with. */
  change(): void {
    const { random } = this.#place;
    if (!this.#isIn) this.join();
    else if (this.room.hasPresence && random.chance(0.4)) this.#changeState();
    else if (random.chance(0.5)) this.leave();
    else this.#goBack(random);
  }

  #changeState(): void {
    const { random, stateBytes } = this.#place;
    this.#state = { mood: random.between(0, 1_000), pad: pad(random.between(0, stateBytes)) };
    this.#do(this.#membership.setState(this.#state, this.#now));
  }

  /** The application was not done with the last deliveries: these are forgotten, and come again. */
  #goBack(random: Random): void {
    this.#place.features.add('room caught up');
    this.#steadyFrom = Number.POSITIVE_INFINITY;
    this.#do(this.#membership.catchUp(this.#witness.goBack(random.between(0, 3)), this.#now));
  }

  publish(): void {
    const { random, eventBytes } = this.#place;
    this.publisher.publish(random.pick(this.room.events), random.pick(['a', 'b', 'c']), random.between(0, eventBytes));
  }

  connectionLive(number: number): void {
    this.#do(this.#membership.connectionLive(number, this.#now));
  }

  connectionLost(number: number): void {
    this.#membership.connectionLost(number);
    if (this.#joinedAt?.connection !== number) return;
    this.#joinedAt = undefined;
    this.publisher.lost();
  }

  receive(connection: number, envelope: RoomEnvelope): void {
    if (envelope.kind === 'revoked') this.#place.features.add('room revoked');
    this.#do(this.#membership.receive(connection, envelope, this.#now));
  }

  nextDeadline(): number {
    return this.#membership.nextDeadline();
  }

  timePassed(now: number): void {
    this.#do(this.#membership.timePassed(now));
  }

  #do(effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: RoomEffect): void {
    switch (effect.kind) {
      case 'join':
        this.#sendJoin(effect.request);
        break;
      case 'leave':
        this.#sendLeave(effect);
        break;
      case 'state':
        this.#sendState(effect.update);
        break;
      case 'stateRefused':
        this.#place.features.add('state given up');
        this.#changeState();
        break;
      case 'joined':
        this.#joined(effect);
        break;
      case 'ended':
        this.#place.features.add(`room ended: ${effect.error.code}`);
        this.#isOut();
        this.#backLater();
        break;
      case 'event':
      case 'snapshot':
      case 'gap':
        if (effect.kind === 'gap') this.#place.features.add(`gap: ${effect.reason}`);
        this.#place.host.note(`${this.room.name}: ${effect.kind}`, effect.offset, () => `${effect.offset} of ${effect.epoch}`);
        this.#witness.delivered(effect);
        if (effect.kind === 'event') this.#expectPrompt(effect);
        break;
      case 'presence':
    }
  }

  /** Nobody is delayed by others that do not read. */
  #expectPrompt(position: Position): void {
    const { host, promptWithinMs, steadySince } = this.#place;
    const at = this.room.truth.loggedAt(position);
    if (at === undefined || this.#joinedAt === undefined || at <= this.#steadyFrom) return;
    if (at <= steadySince(this.#joinedAt.connection)) return;
    const lateMs = host.stage.time.now - at;
    expectThat(lateMs <= promptWithinMs, 'whoever reads gets what is published at once', () => {
      return `${host.name} in ${this.room.name}: ${JSON.stringify(position)} after ${lateMs} ms`;
    });
  }

  /** Not before it is allowed. */
  #backLater(): void {
    this.#place.host.after(BACK_AFTER_MS, () => {
      if (this.#isIn) return;
      if (this.#place.isDenied(this.room.name)) this.#backLater();
      else this.join();
    });
  }

  #joined(place: RoomPlace): void {
    // Another server owes nothing to this one's pause.
    if (this.#joinedAt?.connection !== place.connection) this.#rejoinedAt = Number.NEGATIVE_INFINITY;
    if (this.#joinedAt !== undefined && this.#joinedAt.connection !== place.connection) this.#place.features.add('room handed over');
    this.#joinedAt = place;
    this.#steadyFrom = this.#place.host.stage.time.now;
    const connection = this.#place.connection(place.connection);
    if (connection !== undefined) this.publisher.joined({ connection, room: place.room });
  }

  #sendLeave(place: RoomPlace): void {
    this.#place.connection(place.connection)?.request('$/leave', { room: place.room }, ({ ok }) => {
      if (ok) this.#place.onLeft(this.room, place);
    });
  }

  #sendState(update: StateUpdate): void {
    const { room, state } = update;
    this.#place.connection(update.connection)?.request('$/state', { room, state }, (outcome) => {
      if (!outcome.ok && outcome.error.name === 'Closed') return;
      if (!outcome.ok) this.#place.features.add('state told again');
      const error = outcome.ok ? undefined : this.#place.wire.toWireError(outcome.error);
      this.#do(this.#membership.stateAnswered(update, error, this.#now));
    });
  }

  #sendJoin(request: JoinRequest): void {
    const { position, state } = request;
    if (request.connection === this.#joinedAt?.connection) this.#expectPause();
    const params = {
      topic: this.room.name,
      ...(position === undefined ? {} : { position }),
      ...(state === undefined ? {} : { state }),
    };
    this.#place.connection(request.connection)?.request('$/join', params, (outcome) => this.#joinAnswered(request, outcome));
  }

  #expectPause(): void {
    const pauseMs = this.#now - this.#rejoinedAt;
    this.#rejoinedAt = this.#now;
    expectThat(pauseMs >= REJOIN_EVERY_MS, 'missing events are asked for at most once a second', () => `${this.room.name}: ${pauseMs} ms`);
  }

  #joinAnswered(request: JoinRequest, outcome: CallOutcome): void {
    const { wire, features } = this.#place;
    if (outcome.ok) {
      const reply = wire.readJoinReply(outcome.value);
      if (request.position !== undefined) features.add(reply.recovered ? 'room recovered' : 'room not recovered');
      this.#place.onGranted(this.room, request, reply);
      const effects = this.#membership.granted(request, reply, this.#now);
      if (effects.some(({ kind }) => kind === 'joined')) this.#witness.granted(reply, request.position);
      this.#do(effects);
    } else if (outcome.error.name !== 'Closed') {
      features.add(`join refused: ${outcome.error.name}`);
      this.#rejoinedAt = Number.NEGATIVE_INFINITY;
      this.#do(this.#membership.refused(request, wire.toWireError(outcome.error), this.#now));
    }
  }

  /** What is not as it should be when all is quiet; `present` are all members of the room. */
  unrest(present: PresentMembers): string[] {
    if (!this.#isIn) return [];
    const who = `${this.#place.host.name} in ${this.room.name}`;
    const { position, isComplete, missingValues } = this.#witness;
    const { head } = this.room.truth;
    return [
      ...(this.#joinedAt === undefined ? [`${who} has not joined`] : []),
      ...(isComplete ? [] : [`${who} is at ${JSON.stringify(position)} of ${JSON.stringify(head)}, misses values of ${missingValues}`]),
      ...(!this.room.hasPresence || seesTruly(this.#membership, present)
        ? []
        : [`${who} sees ${JSON.stringify(this.#membership.members)}, not ${JSON.stringify([...present])}`]),
    ];
  }
}
