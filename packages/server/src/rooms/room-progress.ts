import type { Position, PublishedEvent, RoomHead } from '@trunkline/broker';
import { NOWHERE } from '@trunkline/protocol/wire';

/** What the numbers of a publication tell. */
export interface ProgressStep {
  /** It was not fanned out before. */
  readonly isNew: boolean;
  /** Others before it were not handed over. */
  readonly hasHole: boolean;
  /** Logged ones among them. */
  readonly hasLogHole: boolean;
}

/**
 * Up to where a room has fanned out what was published.
 *
 * ⚑ A broker may lose what it hands over. Versions number all publications, so a hole in them shows that something is missing; whether it was
 * logged, only the next offset tells or, where none comes, the head of the log.
 */
export class RoomProgress {
  #position: Position = NOWHERE;
  #version = 0;
  #formerEpoch: string | undefined;
  /** The version behind the newest hole of which it is not known whether something logged was in it; 0: there is none. */
  #doubtAt = 0;

  get position(): Position {
    return this.#position;
  }

  get version(): number {
    return this.#version;
  }

  get head(): RoomHead {
    return { position: this.#position, version: this.#version };
  }

  /** Whether what says so comes late, from the store before this one. A head that says so is believed: the store may be back. */
  isFormer(epoch: string): boolean {
    return epoch === this.#formerEpoch;
  }

  /** The log is another one, which stands there; or the first one. */
  restart({ position, version }: RoomHead): void {
    if (this.#position !== NOWHERE && position.epoch !== this.#position.epoch) this.#formerEpoch = this.#position.epoch;
    this.#position = position;
    this.#version = version;
    this.#doubtAt = 0;
  }

  /** Takes a publication of the same epoch. One that comes late, or twice, is not new. */
  take({ epoch, offset, version }: PublishedEvent): ProgressStep {
    if (version <= this.#version) return { isNew: false, hasHole: false, hasLogHole: false };
    const hasHole = version !== this.#version + 1;
    this.#version = version;
    if (offset === 0) {
      if (hasHole) this.#doubtAt = version;
      return { isNew: true, hasHole, hasLogHole: false };
    }
    const expected = this.#position.offset + 1;
    if (offset < expected) return { isNew: false, hasHole, hasLogHole: false };
    this.#position = { epoch, offset };
    this.#doubtAt = 0;
    return { isNew: true, hasHole, hasLogHole: offset > expected };
  }

  /** The broker says, when asked at some head of the same epoch, where the room stands. Answers whether that is further on. */
  see({ position, version }: RoomHead, askedAt: number): 'known' | 'further' | 'logged further' {
    const isQuiet = askedAt === this.#version;
    const settlesDoubt = this.#doubtAt > 0 && version >= this.#doubtAt;
    // What came meanwhile shows its holes itself.
    if (!isQuiet && !settlesDoubt) return 'known';
    this.#doubtAt = 0;
    const isFurther = isQuiet && version > this.#version;
    if (isFurther) this.#version = version;
    if (position.offset <= this.#position.offset) return isFurther ? 'further' : 'known';
    this.#position = position;
    return 'logged further';
  }
}
