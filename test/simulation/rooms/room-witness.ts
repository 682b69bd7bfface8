import type { JoinReply, Position, RoomDelivery } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import type { ModelRoom } from './model-broker.ts';
import { contentAt } from './model-log.ts';

/** Sees what one member is told of one room: each logged event in order, once, or a snapshot or gap for what is missing (protocol §5). */
export class RoomWitness {
  readonly #room: ModelRoom;
  readonly #who: string;
  #isWanted = false;
  /** Where the application is; `undefined`: it has nothing to go on from. */
  #position: Position | undefined;
  /** Where it was when it joined: a server judges by that, though an older connection may have brought more since. */
  #stated: Position | undefined;
  /** Where it was before its last deliveries, oldest first. */
  #before: (Position | undefined)[] = [];

  constructor(room: ModelRoom, who: string) {
    this.#room = room;
    this.#who = `${who} in ${room.log.room}`;
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
    const at = { epoch, offset };
    const what = () => `${this.#who}: ${JSON.stringify(delivery)} at ${JSON.stringify(this.#position)}`;
    expectThat(this.#isWanted, 'nothing comes of a room that is left', what);
    expectThat(this.#room.log.knows(at), 'what comes of a room was in it', what);
    switch (delivery.kind) {
      case 'event': {
        const isNext = this.#position?.epoch === epoch && this.#position.offset + 1 === offset;
        expectThat(isNext, 'logged events come in order, each once', what);
        expectThat(delivery.data === contentAt(at), 'an event holds what was published', what);
        break;
      }
      case 'snapshot':
        expectThat(this.#room.hasSnapshot && delivery.data === contentAt(at), 'a snapshot is of its position', what);
        break;
      case 'gap':
        expectThat(this.#isRealGap(at), 'a gap is told only where events cannot be had', what);
    }
    this.#before = [...this.#before.slice(-4), this.#position];
    this.#position = at;
  }

  /** Events behind the reader that its log does not have any more, or the log is another one. */
  #isRealGap({ epoch, offset }: Position): boolean {
    const { log } = this.#room;
    if (this.#position === undefined || this.#position.epoch !== epoch) return true;
    const asked = Math.min(this.#position.offset, this.#stated?.epoch === epoch ? this.#stated.offset : Number.POSITIVE_INFINITY);
    const isTrimmed = epoch !== log.head.epoch || log.oldest > asked + 1;
    return offset > this.#position.offset && isTrimmed;
  }

  /** Whether all that is in the room was told, in the end. */
  get isComplete(): boolean {
    const { epoch, offset } = this.#room.log.head;
    return !this.#isWanted || (this.#position?.epoch === epoch && this.#position.offset === offset);
  }
}
