import type { MemberChange, PublishedEvent, RoomListener } from '../broker/broker.ts';

interface Wish {
  readonly isFulfilled: () => boolean;
  readonly fulfil: () => void;
}

/** A listener that remembers what it was told, and can be waited for. */
export class Recorder implements RoomListener {
  readonly events: PublishedEvent[] = [];
  readonly changes: MemberChange[] = [];
  #wishes: Wish[] = [];

  onEvent(event: PublishedEvent): void {
    this.events.push(event);
    this.#told();
  }

  onMember(change: MemberChange): void {
    this.changes.push(change);
    this.#told();
  }

  /** Resolves once so many events came in; the test's own deadline ends it otherwise. */
  whenEvents(count: number): Promise<void> {
    return this.#when(() => this.events.length >= count);
  }

  /** Resolves once so many changes came in. */
  whenChanges(count: number): Promise<void> {
    return this.#when(() => this.changes.length >= count);
  }

  #when(isFulfilled: () => boolean): Promise<void> {
    return new Promise((fulfil) => {
      this.#wishes.push({ isFulfilled, fulfil });
      this.#told();
    });
  }

  #told(): void {
    const fulfilled = this.#wishes.filter(({ isFulfilled }) => isFulfilled());
    this.#wishes = this.#wishes.filter((wish) => !fulfilled.includes(wish));
    for (const { fulfil } of fulfilled) fulfil();
  }
}
