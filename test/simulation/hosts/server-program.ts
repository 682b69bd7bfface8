import type { Codec } from '@trunkline/protocol/wire';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import type { EventName } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';

/** One life of a server, whatever it is made from. Dies with all that it knows. */
export interface ServerProgram {
  /** Sessions that have a connection. */
  readonly attached: number;
  /** A connection was opened. Answers where its parcels go. */
  accept(cable: Cable, codec: Codec, address: string): (parcel: Parcel) => void;
  /** Calls or tells one of the clients something, where servers do. */
  callSomebody(): void;
  /** Publishes something to a room, where there are rooms. */
  publish(room: WorldRoom, event: EventName): void;
  /** Cannot reach its store for a while, where it has one. */
  cutOff(ms: number): void;
  /** Closes one of the connections, for reasons of its own. */
  closeOne(code: number, reason: string): void;
  /** Asks every client to move. */
  drain(withinMs: number): void;
  /** Closes what is left. */
  finish(): void;
  /** Its process is gone; some clients see their connections break. */
  crash(): void;
  nextDeadline(): number;
  timePassed(now: number): void;
  check(): void;
  /** What is not as it should be when all is quiet. */
  unrest(): string[];
  /** What is left when everybody has left the rooms, or, without connections, is gone. */
  remains(): string[];
}
