import type { EventName } from './world-contract.ts';

/** One publication, as its publisher made it. */
export interface PublicationRecord {
  readonly number: number;
  readonly room: string;
  readonly event: EventName;
  /** Which value it replaces, where it is one. */
  readonly key: string;
  readonly publisher: string;
  /** Its place among those of its publisher. */
  readonly sequence: number;
  /** Of its content, nearly. */
  readonly bytes: number;
  /** Its publisher was told that it was never sent. */
  neverHappens: boolean;
  /** Its order is not promised any more: it may take effect after its publisher was told that it failed. */
  isLoose: boolean;
}

/** All publications of a world, by their numbers. */
export class PublicationBook {
  readonly #records: PublicationRecord[] = [];
  readonly #sequences = new Map<string, number>();
  /** When values took effect, as their place among all. */
  readonly #orders = new Map<number, number[]>();
  #effects = 0;

  begin(room: string, event: EventName, key: string, publisher: string, bytes = 0): PublicationRecord {
    const sequence = this.#sequences.get(publisher) ?? 0;
    this.#sequences.set(publisher, sequence + 1);
    const promised = { neverHappens: false, isLoose: false };
    const record = { number: this.#records.length, room, event, key, publisher, sequence, bytes, ...promised };
    this.#records.push(record);
    return record;
  }

  /** A value took effect, perhaps once more in another store. */
  tookEffect(number: number): void {
    this.#orders.set(number, [...(this.#orders.get(number) ?? []), this.#effects]);
    this.#effects += 1;
  }

  /** The first place of a value among all that took effect, from a place on; `undefined` where it has none. */
  orderFrom(number: number, place: number): number | undefined {
    return this.#orders.get(number)?.find((order) => order >= place);
  }

  /** @throws {RangeError} for a number that nobody has given. */
  of(number: number): PublicationRecord {
    const record = this.#records[number];
    if (record === undefined) throw new RangeError(`no publication ${number}`);
    return record;
  }
}
