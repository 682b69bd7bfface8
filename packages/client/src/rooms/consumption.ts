import type { Position } from '@trunkline/protocol/wire';
import type { Delivery } from './delivery.ts';
import { DeliveryBuffer } from './delivery-buffer.ts';
import { type Listener, Listeners } from './listeners.ts';
import { RoomIterator } from './room-iterator.ts';

/** What a room's consumption asks of its room. */
export interface ConsumptionOwner {
  /** A loop began. */
  onIterated(): void;
  /** The last loop or callback is gone. */
  onAbandoned(): void;
  /** The consumer was so slow that something was dropped, and now has taken all that waited: up to `position`. What follows is to come again. */
  onBehind(position: Position | undefined): void;
}

/**
 * How an application takes the deliveries of one room: by one loop, by callbacks, or both. While nobody does they wait.
 *
 *     keeping up ── no room for more ──► behind: what comes is dropped ── all taken ──► onBehind, keeping up
 */
export class Consumption {
  readonly #owner: ConsumptionOwner;
  readonly #listeners: Listeners;
  readonly #buffer = new DeliveryBuffer();
  #iterator: RoomIterator | undefined;
  #isBehind = false;
  /** Where the consumer is: behind the last delivery that it took. */
  #position: Position | undefined;

  constructor(owner: ConsumptionOwner, report: (error: unknown) => void) {
    this.#owner = owner;
    this.#listeners = new Listeners(report);
  }

  /** Whether there are callbacks. */
  get isListenedTo(): boolean {
    return this.#listeners.size > 0;
  }

  /** The room is joined, and this is where what follows begins; of those after the first only a consumer that has nothing yet takes note. */
  begins(position: Position | undefined): void {
    this.#position ??= position;
  }

  /** A delivery came; `slot` tells which value it is the newest of. */
  deliver(delivery: Delivery, position: Position | undefined, bytes: number, slot: string | undefined): void {
    if (this.#isBehind) return;
    if (this.#iterator === undefined && this.#listeners.size > 0 && this.#buffer.size === 0) this.#tell(delivery, position);
    else if (this.#buffer.push({ delivery, position, bytes }, slot)) this.#iterator?.wake();
    else this.#isBehind = true;
  }

  #tell(delivery: Delivery, position: Position | undefined): void {
    this.#position = position ?? this.#position;
    this.#listeners.tell(delivery.kind, delivery.data, delivery);
  }

  /** Listens to a kind. What waited is told at the end of the turn, when other callbacks have come too. */
  on(kind: string, listener: Listener): () => void {
    const remove = this.#listeners.add(kind, listener);
    void Promise.resolve().then(() => this.#tellWaiting());
    let isOn = true;
    return () => {
      remove();
      if (isOn && this.#listeners.size === 0 && this.#iterator === undefined) this.#owner.onAbandoned();
      isOn = false;
    };
  }

  #tellWaiting(): void {
    while (this.#iterator === undefined && this.#listeners.size > 0) {
      const next = this.#buffer.shift();
      if (next === undefined) {
        this.#catchUp();
        return;
      }
      this.#tell(next.delivery, next.position);
    }
  }

  /** Begins the loop. @throws {TypeError} while there is one. */
  iterate(): RoomIterator {
    if (this.#iterator !== undefined) throw new TypeError('this room is iterated already: use room.on() beside the loop');
    const iterator = new RoomIterator({ take: () => this.#take(), abandoned: () => this.#abandoned() });
    this.#iterator = iterator;
    this.#owner.onIterated();
    return iterator;
  }

  #take(): Delivery | undefined {
    const next = this.#buffer.shift();
    if (next === undefined) this.#catchUp();
    else this.#tell(next.delivery, next.position);
    return next?.delivery;
  }

  #catchUp(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#owner.onBehind(this.#position);
  }

  #abandoned(): void {
    this.#iterator = undefined;
    if (this.#listeners.size > 0) this.#tellWaiting();
    else this.#owner.onAbandoned();
  }

  /** The room is left, or, with an error, lost: the loop ends behind what waits, and the next one begins anew. */
  end(...error: readonly unknown[]): void {
    const iterator = this.#iterator;
    const waiting = this.#buffer.takeAll();
    this.#iterator = undefined;
    this.#position = undefined;
    this.#isBehind = false;
    iterator?.end(
      waiting.map(({ delivery }) => delivery),
      ...error,
    );
  }
}
