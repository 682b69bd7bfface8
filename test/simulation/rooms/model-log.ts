import type { Position } from '@trunkline/protocol/wire';

/** The log of one room as its broker keeps it: offsets from 1 without gaps, the newest so many kept, and an epoch for the life of the store. */
export class ModelLog {
  readonly room: string;
  readonly #retained: number;
  #epochs = 1;
  #head = 0;
  /** Heads of the epochs before, by their names. */
  readonly #past = new Map<string, number>();

  constructor(room: string, retained: number) {
    this.room = room;
    this.#retained = retained;
  }

  get head(): Position {
    return { epoch: this.#epochName(this.#epochs), offset: this.#head };
  }

  /** Offset of the oldest event that is kept. */
  get oldest(): number {
    return Math.max(1, this.#head - this.#retained + 1);
  }

  append(): void {
    this.#head += 1;
  }

  /** The store is lost; another one begins. */
  reset(): void {
    this.#past.set(this.head.epoch, this.#head);
    this.#epochs += 1;
    this.#head = 0;
  }

  /** Whether every event behind a position is kept. One beyond the head is of another store. */
  reaches({ epoch, offset }: Position): boolean {
    return epoch === this.head.epoch && offset <= this.#head && offset >= this.oldest - 1;
  }

  /** Whether there is, or was, an event or begin at a position. */
  knows({ epoch, offset }: Position): boolean {
    const head = epoch === this.head.epoch ? this.#head : this.#past.get(epoch);
    return head !== undefined && offset <= head;
  }

  #epochName(number: number): string {
    return `${this.room} epoch ${number}`;
  }
}

/** What is in the event at a position: follows from it, so that everybody can check it. */
export function contentAt({ epoch, offset }: Position): string {
  return `${offset} of ${epoch}`;
}
