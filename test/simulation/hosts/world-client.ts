import type { Host } from '../kernel/host.ts';
import type { Cable } from '../network/cable.ts';
import type { PresentMembers } from '../rooms/present-members.ts';

/** Whoever reads a room, as its world sees it. */
export interface WorldReader {
  /** This member as the others see it; `undefined` where it is none. */
  readonly presence: readonly [peer: string | undefined, state: unknown] | undefined;
  /** What is not as it should be when all is quiet; `present` are all members of the room. */
  unrest(present: PresentMembers): string[];
}

/** A client of a world, whatever it is made from. */
export interface WorldClient {
  readonly host: Host;
  /** Whether it does not come back: closed, told to stay away, or gone. */
  readonly isDone: boolean;
  readonly openCables: readonly Cable[];
  /** A reader for each room of the world. */
  readonly rooms: { readonly readers: readonly WorldReader[]; leaveAll(): void };
  /** Nothing goes wrong any more: it may be everywhere. */
  calmDown(): void;
  sleep(ms: number): void;
  /** Comes over another connection, as on a change of networks; perhaps again and again. */
  redial(times: number): void;
  /** Other credentials, with which it may not be in these rooms. */
  changeRights(denied: ReadonlySet<string>): void;
  /** The application is done. */
  close(): void;
  /** Is gone without a word. */
  vanish(): void;
  /** What is not as it should be when all is quiet. */
  unrest(): string[];
  /** What is left when it is closed. */
  remains(): string[];
}
