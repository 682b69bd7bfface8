import type { JoinReply, Position, RoomDelivery } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import { readContent, readSnapshot } from './world-contract.ts';
import type { WorldRoom } from './world-room.ts';

/**
 * Sees what one application is told of one room: each logged event in order, once, or a snapshot or gap for what is missing; and in the end
 * the newest value of every key (protocol §5).
 */
export class RoomWitness {
  readonly #room: WorldRoom;
  readonly #who: string;
  #isWanted = false;
  /** Where the application is; `undefined`: it has nothing to go on from. */
  #position: Position | undefined;
  /** Where it was when it joined: a server judges by that, though an older connection may have brought more since. */
  #stated: Position | undefined;
  /** Where it was before its last deliveries, oldest first. */
  #before: (Position | undefined)[] = [];
  /** The number of the newest value of each key. */
  readonly #values = new Map<string, number>();

  constructor(room: WorldRoom, who: string) {
    this.#room = room;
    this.#who = `${who} in ${room.name}`;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  wanted(): void {
    this.#isWanted = true;
  }

  unwanted(): void {
    this.#isWanted = false;
    this.#position = undefined;
    this.#before = [];
    this.#values.clear();
  }

  /** The application takes back its last deliveries, as far as they are known. Answers where it stands then. */
  goBack(deliveries: number): Position | undefined {
    for (let left = deliveries; left > 0 && this.#before.length > 0; left -= 1) this.#position = this.#before.pop();
    return this.#position;
  }

  /** A join that stated this position was granted. The first one says where the application begins, unless the topic has a snapshot: then only that does. */
  granted({ epoch, offset }: JoinReply, stated: Position | undefined): void {
    this.#stated = stated;
    if (!this.#room.hasSnapshot) this.#position ??= { epoch, offset };
  }

  delivered(delivery: RoomDelivery): void {
    const { epoch, offset } = delivery;
    const what = () => `${this.#who}: ${JSON.stringify(delivery)} at ${JSON.stringify(this.#position)}`;
    expectThat(this.#isWanted, 'nothing comes of a room that is left', what);
    if (delivery.kind === 'event' && offset === 0) this.#unlogged(delivery);
    else {
      expectThat(this.#room.truth.knows({ epoch, offset }), 'what comes of a room was in it', what);
      this.#expectTrue(delivery, what);
      this.#before = [...this.#before.slice(-4), this.#position];
      this.#position = { epoch, offset };
    }
  }

  #unlogged({ name, data }: RoomDelivery & { readonly kind: 'event' }): void {
    const { number, key } = readContent(data);
    if (name === 'price') this.#values.set(key, number);
  }

  #expectTrue(delivery: RoomDelivery, what: () => string): void {
    const at = { epoch: delivery.epoch, offset: delivery.offset };
    const { truth } = this.#room;
    switch (delivery.kind) {
      case 'event': {
        const isNext = this.#position?.epoch === at.epoch && this.#position.offset + 1 === at.offset;
        expectThat(isNext, 'logged events come in order, each once', what);
        expectThat(readContent(delivery.data).number === truth.numberAt(at), 'an event holds what was published', what);
        break;
      }
      case 'snapshot':
        expectThat(readSnapshot(delivery.data).logged >= truth.loggedUpTo(at), 'a snapshot is of its position', what);
        break;
      case 'gap':
        expectThat(this.#isRealGap(at), 'a gap is told only where events cannot be had', what);
    }
  }

  /** Events behind the reader that its log does not have any more, or the log is another one. */
  #isRealGap({ epoch, offset }: Position): boolean {
    if (this.#position === undefined || this.#position.epoch !== epoch) return true;
    const asked = Math.min(this.#position.offset, this.#stated?.epoch === epoch ? this.#stated.offset : Number.POSITIVE_INFINITY);
    return offset > this.#position.offset && this.#room.truth.mayHaveLost({ epoch, offset: asked });
  }

  /** Whether all that is in the room was told, in the end. */
  get isComplete(): boolean {
    return !this.#isWanted || (this.#isAtHead && this.missingValues.length === 0);
  }

  get #isAtHead(): boolean {
    const { epoch, offset } = this.#room.truth.head;
    return !this.#room.hasLog || (this.#position?.epoch === epoch && this.#position.offset === offset);
  }

  /** Keys whose newest value the application does not have. */
  get missingValues(): readonly string[] {
    return [...this.#room.truth.values()].filter(([key, number]) => this.#values.get(key) !== number).map(([key]) => key);
  }
}
