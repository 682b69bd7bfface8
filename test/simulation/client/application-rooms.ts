import type { WorldRoom } from '../rooms/world-room.ts';
import { type ApplicationPlace, ApplicationRoom } from './application-room.ts';
import type { ToldPosition } from './delivery-witness.ts';
import type { WireTap } from './wire-tap.ts';

/** The rooms of one application. */
export class ApplicationRooms {
  readonly readers: readonly ApplicationRoom[];
  readonly #place: Omit<ApplicationPlace, 'isLeaving'>;
  #isLeaving = false;

  constructor(place: Omit<ApplicationPlace, 'isLeaving'>) {
    this.#place = place;
    const { parts, host, random } = place;
    this.readers = parts.rooms.map((room) => new ApplicationRoom(room, { ...place, isLeaving: () => this.#isLeaving }));
    for (const reader of this.readers) if (random.chance(0.8)) host.after(0, () => reader.enter());
    if (this.readers.length > 0) this.#publishLater();
  }

  #publishLater(): void {
    const { host, random, parts } = this.#place;
    host.after(random.around(parts.settings.publishEveryMs * 2) + 1, () => {
      if (parts.isCalm()) return;
      random.pick(this.readers).publish();
      this.#publishLater();
    });
  }

  /** The application changes its mind about one room. */
  changeOne(): void {
    if (this.readers.length > 0) this.#place.random.pick(this.readers).change();
  }

  /** The application wants out of all rooms. */
  leaveAll(): void {
    this.#isLeaving = true;
    for (const reader of this.readers) reader.leave();
  }

  /** Credentials are told anew: what is unanswered may be refused. */
  loosen(): void {
    for (const { publisher } of this.readers) publisher.loosen();
  }

  granted(room: WorldRoom, tap: WireTap): void {
    this.#of(room)?.granted(tap);
  }

  told(room: WorldRoom, told: ToldPosition): void {
    this.#of(room)?.told(told);
  }

  ended(room: WorldRoom): void {
    this.#of(room)?.ended();
  }

  lost(tap: WireTap): void {
    for (const reader of this.readers) reader.lost(tap);
  }

  /** What is left when the client is closed. */
  remains(): string[] {
    return this.readers.flatMap((reader) => reader.remains());
  }

  #of(room: WorldRoom): ApplicationRoom | undefined {
    return this.readers.find((reader) => reader.room === room);
  }
}
