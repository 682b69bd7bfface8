import type { Position } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import { readContent, readSnapshot } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';

/** What a room of the published client hands over. */
export interface Delivery {
  readonly kind: string;
  readonly data?: unknown;
  readonly offset?: number;
}

/** A position that a server has told, and which one the client had stated in the join that it belongs to. */
export interface ToldPosition {
  readonly by: 'reply' | 'snapshot' | 'gap';
  readonly at: Position;
  readonly stated: Position | undefined;
}

/**
 * Sees what an application is told of one room by the published client: each logged event in order, once, or a snapshot or gap for what is
 * missing; and in the end the newest value of every key (protocol §5).
 *
 * An application is told offsets without their log. So it may be at one of several positions, as far as anybody can say: there has to be one
 * among all that servers have told.
 */
export class DeliveryWitness {
  readonly #room: WorldRoom;
  readonly #who: string;
  readonly #told: ToldPosition[] = [];
  /** Where the application may be; none: it has nothing to go on from. */
  #at: readonly Position[] = [];
  #hasBegun = false;
  /** The number of the newest value of each key. */
  readonly #values = new Map<string, number>();

  constructor(room: WorldRoom, who: string) {
    this.#room = room;
    this.#who = `${who} in ${room.name}`;
  }

  /** A server told a position. Until something is delivered the application is where its joins began, unless a snapshot says where that is. */
  told(told: ToldPosition): void {
    this.#told.push(told);
    if (!this.#hasBegun && told.by === 'reply' && !this.#room.hasSnapshot) this.#at = [...this.#at, told.at];
  }

  delivered(delivery: Delivery): void {
    const what = () => `${this.#who}: ${JSON.stringify(delivery).slice(0, 200)} at ${JSON.stringify(this.#at)}`;
    switch (delivery.kind) {
      case 'snapshot':
        this.#moveTo(this.#snapshots(delivery), 'a snapshot is one that the server sent, and of its position', what);
        break;
      case 'gap':
        this.#moveTo(this.#gaps(delivery), 'a gap is told only where events cannot be had', what);
        break;
      case 'item':
        this.#moveTo(this.#next(delivery), 'an application gets logged events in order, each once', what);
        break;
      default:
        this.#unlogged(delivery, what);
    }
  }

  #moveTo(positions: readonly Position[], invariant: string, what: () => string): void {
    expectThat(positions.length > 0, invariant, what);
    this.#hasBegun = true;
    this.#at = positions.filter(({ epoch }, index) => positions.findIndex((other) => other.epoch === epoch) === index);
  }

  #snapshots({ data, offset }: Delivery): Position[] {
    const { logged } = readSnapshot(data);
    const sent = this.#told.filter(({ by, at }) => by === 'snapshot' && at.offset === offset);
    return sent.map(({ at }) => at).filter((at) => logged >= this.#room.truth.loggedUpTo(at));
  }

  #gaps({ offset }: Delivery): Position[] {
    const told = this.#told.filter(({ by, at }) => by !== 'snapshot' && at.offset === offset);
    return told.filter((one) => this.#at.length === 0 || this.#at.some((from) => this.#isRealGap(from, one))).map(({ at }) => at);
  }

  /** Events behind the application that its log does not have any more, or the log is another one. */
  #isRealGap(from: Position, { at, stated }: ToldPosition): boolean {
    if (from.epoch !== at.epoch) return true;
    const asked = Math.min(from.offset, stated?.epoch === at.epoch ? stated.offset : Number.POSITIVE_INFINITY);
    return at.offset > from.offset && this.#room.truth.mayHaveLost({ epoch: at.epoch, offset: asked });
  }

  #next({ data, offset }: Delivery): Position[] {
    const { number } = readContent(data);
    const next = this.#at.map((from) => ({ epoch: from.epoch, offset: from.offset + 1 }));
    return next.filter((at) => at.offset === offset && this.#room.truth.numberAt(at) === number);
  }

  #unlogged({ kind, data, offset }: Delivery, what: () => string): void {
    const { number, key } = readContent(data);
    expectThat(offset === undefined, 'only what is logged has an offset', what);
    if (kind === 'price') this.#values.set(key, number);
  }

  /** Where it may be, for those who look for what is missing. */
  get positions(): readonly Position[] {
    return this.#at;
  }

  /** Whether all that is in the room was told, in the end. */
  get isComplete(): boolean {
    return this.#isAtHead && this.missingValues.length === 0;
  }

  get #isAtHead(): boolean {
    const { hasLog, truth } = this.#room;
    return !hasLog || this.#at.some(({ epoch, offset }) => epoch === truth.head.epoch && offset === truth.head.offset);
  }

  /** Keys whose newest value the application does not have. */
  get missingValues(): readonly string[] {
    return [...this.#room.truth.values()].filter(([key, number]) => this.#values.get(key) !== number).map(([key]) => key);
  }
}
