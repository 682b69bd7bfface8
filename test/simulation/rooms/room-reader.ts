import type { CallOutcome, ClientConnection, JoinRequest, RoomEffect, RoomEnvelope, RoomMembership } from '@trunkline/protocol/wire';
import type { FeatureCounts } from '../kernel/feature-counts.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Wire } from '../modules.ts';
import type { ModelRoom } from './model-broker.ts';
import { RoomWitness } from './room-witness.ts';

/** How long an application waits before it joins again what it was thrown out of, in ms. */
const BACK_AFTER_MS = 500;

/** Least time between two joins where the room is joined, in ms (protocol §5). */
const REJOIN_EVERY_MS = 1_000;

/** Where a reader is, and what it needs of its client. */
export interface ReaderPlace {
  readonly host: Host;
  readonly wire: Wire;
  readonly features: FeatureCounts;
  connection(number: number): ClientConnection | undefined;
  delayMs(failures: number): number;
}

/** A client's use of one room: a real membership, whose effects are carried out, and a witness of what the application is told. */
export class RoomReader {
  readonly room: ModelRoom;
  readonly #place: ReaderPlace;
  readonly #membership: RoomMembership;
  readonly #witness: RoomWitness;
  #isIn = false;
  /** The connection over which the room is joined. */
  #joinedOver: number | undefined;
  #rejoinedAt = Number.NEGATIVE_INFINITY;

  constructor(place: ReaderPlace, room: ModelRoom) {
    this.room = room;
    this.#place = place;
    this.#membership = new place.wire.RoomMembership((failures) => place.delayMs(failures));
    this.#witness = new RoomWitness(room, place.host.name);
  }

  get #now(): number {
    return this.#place.host.now;
  }

  join(): void {
    this.#isIn = true;
    this.#witness.wanted();
    this.#do(this.#membership.join(this.#now));
  }

  leave(): void {
    this.#do(this.#membership.leave());
    this.#isOut();
  }

  #isOut(): void {
    this.#isIn = false;
    this.#joinedOver = undefined;
    this.#witness.unwanted();
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** Joins or leaves, or stops reading for a while because the application does. */
  change(random: Random): void {
    if (!this.#isIn) this.join();
    else if (random.chance(0.5)) this.leave();
    else this.#suspend(random);
  }

  /** The application was not done with the last deliveries: these are forgotten, and come again when it is back. */
  #suspend(random: Random): void {
    this.#place.features.add('room suspended');
    this.#membership.suspend(this.#witness.goBack(random.between(0, 3)));
    this.#place.host.after(random.around(1_000), () => this.#do(this.#membership.resume(this.#now)));
  }

  connectionLive(number: number): void {
    this.#do(this.#membership.connectionLive(number, this.#now));
  }

  connectionLost(number: number): void {
    this.#membership.connectionLost(number);
  }

  receive(connection: number, envelope: RoomEnvelope): void {
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
        this.#place.connection(effect.connection)?.request('$/leave', { room: effect.room }, () => {});
        break;
      case 'ended':
        this.#isOut();
        this.#place.host.after(BACK_AFTER_MS, () => {
          if (!this.#isIn) this.join();
        });
        break;
      case 'event':
      case 'snapshot':
      case 'gap':
        this.#place.host.note(`${this.room.log.room}: ${effect.kind}`, effect.offset, () => `${effect.offset} of ${effect.epoch}`);
        this.#witness.delivered(effect);
        break;
      case 'joined':
        // Another server owes nothing to this one's pause.
        if (this.#joinedOver !== effect.connection) this.#rejoinedAt = Number.NEGATIVE_INFINITY;
        this.#joinedOver = effect.connection;
        break;
      case 'state':
      case 'presence':
    }
  }

  #sendJoin(request: JoinRequest): void {
    const { position } = request;
    if (request.connection === this.#joinedOver) this.#expectPause();
    const params = { topic: this.room.log.room, params: {}, ...(position === undefined ? {} : { position }) };
    this.#place.connection(request.connection)?.request('$/join', params, (outcome) => this.#joinAnswered(request, outcome));
  }

  #expectPause(): void {
    const pauseMs = this.#now - this.#rejoinedAt;
    this.#rejoinedAt = this.#now;
    expectThat(
      pauseMs >= REJOIN_EVERY_MS,
      'missing events are asked for at most once a second',
      () => `${this.room.log.room}: ${pauseMs} ms`,
    );
  }

  #joinAnswered(request: JoinRequest, outcome: CallOutcome): void {
    const { wire } = this.#place;
    if (outcome.ok) {
      const reply = wire.readJoinReply(outcome.value);
      const effects = this.#membership.granted(request, reply, this.#now);
      if (effects.some(({ kind }) => kind === 'joined')) this.#witness.granted(reply, request.position);
      this.#do(effects);
    } else if (outcome.error.name !== 'Closed') {
      this.#rejoinedAt = Number.NEGATIVE_INFINITY;
      this.#do(this.#membership.refused(request, wire.toWireError(outcome.error), this.#now));
    }
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    if (this.#witness.isComplete) return [];
    const position = JSON.stringify(this.#witness.position);
    return [`${this.#place.host.name} is at ${position} of ${JSON.stringify(this.room.log.head)} in ${this.room.log.room}`];
  }
}
