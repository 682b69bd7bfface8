import { PlannedFailure } from '../hub/hub-log.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import { readContent } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import { type Delivery, DeliveryWitness } from './delivery-witness.ts';
import type { RoomHandle } from './room-handle.ts';

/** Most bytes that wait for a room's consumer (protocol §10). */
const MOST_WAITING_BYTES = 1 << 20;

/** The part of it that one who is behind may find waiting at least: the next event did not find room. */
const NEARLY_FULL = 0.9;

/** How an application reads a room: by a loop, by callbacks, or by a loop while callbacks are called too. */
export type ReadingStyle = 'loop' | 'callbacks' | 'both';

/** What a visit needs of its application. */
export interface VisitPlace {
  readonly host: Host;
  readonly random: Random;
  /** Mean time that the application takes for one delivery, in ms. */
  readonly paceMs: number;
  /** How likely it takes a nap behind a delivery. */
  readonly naps: number;
  isCalm(): boolean;
  /** Whether the server has refused the room, or thrown this client out, since the visit began; or the client is closed. */
  mayFail(): boolean;
  /** The application is in the room no more. */
  onLeft(): void;
}

/** One stay of an application in one room, from joining until it has read what waited when it left. */
export class RoomVisit {
  readonly witness: DeliveryWitness;
  readonly handle: RoomHandle;
  readonly #room: WorldRoom;
  readonly #place: VisitPlace;
  readonly #style: ReadingStyle;
  readonly #joinsByHand: boolean;
  readonly #unsubscribers: (() => void)[] = [];
  #isIn = true;
  #isReading = false;
  #joins = 0;
  #iterator: AsyncIterator<Delivery> | undefined;
  /** What callbacks were told and the loop was not, yet. */
  readonly #toldFirst: Delivery[] = [];
  /** Bytes that were taken since time stood still. */
  #burst = { step: -1, bytes: 0, deliveries: 0 };

  constructor(room: WorldRoom, handle: RoomHandle, style: ReadingStyle, place: VisitPlace) {
    this.#room = room;
    this.handle = handle;
    this.#place = place;
    this.#style = style;
    this.witness = new DeliveryWitness(room, place.host.name);
    this.#joinsByHand = style === 'callbacks' || place.random.chance(0.5);
    this.#unsubscribers.push(handle.on('error', () => this.#failed()));
    this.#begin();
  }

  /** Whether the application wants to be in the room. */
  get isIn(): boolean {
    return this.#isIn;
  }

  /** Whether somebody waits for a join. */
  get isJoining(): boolean {
    return this.#joins > 0;
  }

  /** Whether a loop over the room goes on, or somebody waits for a join. */
  get isReading(): boolean {
    return this.#isReading || this.#joins > 0;
  }

  /** Whether nothing more comes of it. */
  get isOver(): boolean {
    return !this.#isIn && !this.isReading;
  }

  #begin(): void {
    const { random, host } = this.#place;
    host.note(`visits ${this.#room.name}`, 0, () => this.#style);
    if (this.#joinsByHand) void this.#join();
    // Whatever comes meanwhile waits.
    const waitMs = this.#joinsByHand && random.chance(0.4) ? random.around(1_000) : 0;
    if (waitMs === 0) this.#read();
    else host.after(waitMs, () => this.#read());
  }

  async #join(): Promise<void> {
    this.#joins += 1;
    try {
      await this.handle.join();
    } catch (error) {
      this.#joins -= 1;
      this.#expectReason(error);
      return;
    }
    this.#joins -= 1;
    this.#place.host.stage.features.add('room joined by hand');
  }

  /** Whoever does not leave by itself is told why it is out. */
  #expectReason(error: unknown): void {
    const isTrue = !this.#isIn || this.#place.mayFail();
    expectThat(isTrue, 'a room ends with an error only for a reason', () => `${this.#place.host.name} in ${this.#room.name}: ${error}`);
  }

  #read(): void {
    if (!this.#isIn) return;
    if (this.#style !== 'loop') this.#subscribe();
    if (this.#style !== 'callbacks') void this.#loop();
  }

  #subscribe(): void {
    const { random } = this.#place;
    const onDelivery = (_: unknown, delivery: Delivery) => {
      if (this.#style === 'both') this.#toldFirst.push(delivery);
      else this.#take(delivery);
    };
    for (const kind of [...this.#room.events, 'snapshot', 'gap']) this.#unsubscribers.push(this.handle.on(kind, onDelivery));
    // Keeps nothing from anybody.
    this.#unsubscribers.push(
      this.handle.on('item', () => {
        if (random.chance(0.05)) throw new PlannedFailure('a callback that throws');
      }),
    );
  }

  /** Reads until the room is left, lost or enough of. */
  async #loop(): Promise<void> {
    this.#isReading = true;
    this.#iterator = this.handle[Symbol.asyncIterator]();
    for (let next = await this.#next(); next !== undefined; next = await this.#next()) {
      this.#expectToldFirst(next);
      this.#take(next);
      if (this.#breaksOff()) break;
      await this.#rest();
    }
    this.#isReading = false;
    this.#left();
  }

  /** The next delivery; `undefined` when there are no more. */
  async #next(): Promise<Delivery | undefined> {
    try {
      const result = await this.#iterator?.next();
      return result?.done === false ? result.value : undefined;
    } catch (error) {
      this.#expectReason(error);
      return undefined;
    }
  }

  /** What callbacks are told is what the loop gets, while it is in the room. */
  #expectToldFirst(delivery: Delivery): void {
    // Behind the end a loop gets what waited, and callbacks nothing.
    if (this.#style !== 'both' || !this.#isIn || this.#place.mayFail()) return;
    const first = this.#toldFirst.shift();
    expectThat(first === delivery, 'callbacks are called as the loop takes', () => {
      return `${this.#place.host.name} in ${this.#room.name}: ${JSON.stringify(first)}, ${JSON.stringify(delivery)}`;
    });
  }

  #breaksOff(): boolean {
    const { isCalm, random, host } = this.#place;
    if (isCalm() || !this.#isIn || !random.chance(0.01)) return false;
    host.stage.features.add('loop left');
    void this.#iterator?.return?.();
    // Else the room is left with the loop.
    if (this.#joinsByHand) void this.handle.leave();
    return true;
  }

  #take(delivery: Delivery): void {
    const { host } = this.#place;
    host.note(`${this.#room.name}: takes ${delivery.kind}`, delivery.offset);
    if (delivery.kind === 'gap') host.stage.features.add('gap told to the application');
    this.#expectFew(delivery);
    this.witness.delivered(delivery);
  }

  /** What an application takes in one go had waited: no more than may wait for it, or one alone. */
  #expectFew(delivery: Delivery): void {
    const { host } = this.#place;
    const { steps } = host.stage.time;
    if (this.#burst.step !== steps) this.#burst = { step: steps, bytes: 0, deliveries: 0 };
    this.#burst.deliveries += 1;
    this.#burst.bytes += this.#room.events.some((event) => event === delivery.kind) ? readContent(delivery.data).pad.length : 0;
    if (this.#burst.bytes > NEARLY_FULL * MOST_WAITING_BYTES) host.stage.features.add('application was behind');
    const isFew = this.#burst.bytes <= MOST_WAITING_BYTES || this.#burst.deliveries === 1;
    expectThat(isFew, 'what waits for an application is bounded', () => `${host.name} in ${this.#room.name}: ${this.#burst.bytes} bytes`);
  }

  #rest(): Promise<void> | undefined {
    const { isCalm, random, paceMs, naps, host } = this.#place;
    if (isCalm()) return undefined;
    const restMs = random.chance(naps) ? random.around(8_000) : random.around(paceMs);
    return restMs === 0 ? undefined : new Promise((resolve) => host.after(restMs, resolve));
  }

  /** The application wants out. */
  leave(): void {
    if (!this.#isIn) return;
    this.#left();
    void this.handle.leave();
  }

  /** Refused, or thrown out. */
  #failed(): void {
    if (!this.#isIn) return;
    this.#expectReason('told by a callback');
    this.#place.host.stage.features.add('room lost by the client');
    this.#left();
  }

  #left(): void {
    for (const unsubscribe of this.#unsubscribers) unsubscribe();
    if (!this.#isIn) return;
    this.#isIn = false;
    this.#place.onLeft();
  }
}
