import type { CallOutcome, JoinReply, ListedEvent, NameOrIndex, RoomPlace, RpcError } from '@trunkline/protocol/wire';
import type { ClientRoom } from './client-room.ts';

/** What a room needs of its client. */
export interface RoomPort {
  now(): number;
  /** A wait in ms after so many refusals. */
  delayAfter(failures: number): number;
  /** 128 random bits as text. */
  randomKey(): string;
  report(error: unknown): void;
  /** Why the client is closed, once it is. */
  readonly closedBy: RpcError | undefined;
  /** Checks a member's state before it is sent. @throws {RpcError | TypeError} for what cannot be sent. */
  checkState(topic: string, state: unknown): void;
  /**
   * Checks an event before it is sent, and answers its bytes; later where the schema takes time. Throws at once what {@link checkState}
   * does for what is no plain data; rejects, or throws, for what the contract does not take.
   */
  checkEvent(topic: string, event: string, payload: unknown): number | Promise<number>;
  /** Makes a control request over a connection; `answered` comes once, also when that is lost. */
  request(connection: number, method: string, params: unknown, answered: (outcome: CallOutcome) => void): void;
  /** Asks to join over a connection; one of the two is called once, also when that is lost: with the error `Closed`. */
  join(connection: number, params: object, granted: (reply: JoinReply) => void, refused: (error: RpcError) => void): void;
  /** What the server told of an event of a topic. */
  event(topic: string, event: NameOrIndex): ListedEvent | undefined;
  /** The application listens to the room, or wants to be in it: whoever names it means this one. */
  used(room: ClientRoom): void;
  /** It does neither any more. */
  unused(room: ClientRoom): void;
  /** The application wants to be in the room. Answers the connection to join over, if there is one. */
  entered(room: ClientRoom): number | undefined;
  /** It does not any more. */
  exited(room: ClientRoom): void;
  /** The room is joined there: what comes for that place is for it. */
  placed(room: ClientRoom, place: RoomPlace): void;
  /** It is to be there no more: left, unless somebody else of this client is there. Resolves once that is answered, or the connection lost. */
  leave(room: ClientRoom, place: RoomPlace): Promise<void>;
  /** The room has something to do at that time; infinity: nothing. */
  setAlarm(room: ClientRoom, deadline: number): void;
}

/** Which room it is. */
export interface RoomName {
  readonly topic: string;
  readonly params: unknown;
  /** The same for the same topic and params. */
  readonly key: string;
}
