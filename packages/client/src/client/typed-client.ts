import type { AnyContract, Calls, HandlersOn, MayBeLeftOut, Room, SafeCalls, Sent, StreamCalls, Topic } from '@trunkline/protocol/wire';
import type { Status, StatusDetail } from '../connector/status.ts';

/** What a handler on the client gets beside its params and what the contract adds. */
export interface ClientCallGiven {
  /** Aborted when the server gave up, the deadline passed or the session ended. */
  readonly signal: AbortSignal;
}

/** How a room is joined. */
type RoomOptions<Presence> = [Presence] extends [undefined]
  ? { readonly state?: undefined }
  : {
      /** The member's state from the join on. */
      readonly state?: Sent<Presence, 'client'> | undefined;
    };

type RoomCaller<T> =
  T extends Topic<infer Params, unknown, unknown, infer Presence, unknown>
    ? MayBeLeftOut<Sent<Params, 'client'>> extends true
      ? (params?: Sent<Params, 'client'>, options?: RoomOptions<Presence>) => Room<T>
      : (params: Sent<Params, 'client'>, options?: RoomOptions<Presence>) => Room<T>
    : never;

/** `client.room`: the rooms of each topic. The same params name the same room. */
export type Rooms<T> = { readonly [Name in keyof T]: RoomCaller<T[Name]> };

type Procedures<C> = C extends { readonly procedures: infer P } ? P : never;
type Topics<C> = C extends { readonly topics: infer T } ? T : never;
type OfClient<C> = C extends { readonly client: infer P } ? P : never;

/** A client of contract `C`. */
export interface Client<C extends AnyContract> {
  /** Procedures that answer once. Sends at once, or as soon as there is a connection. */
  readonly call: Calls<Procedures<C>, 'client'>;
  /** Procedures whose server streams items. */
  readonly stream: StreamCalls<Procedures<C>, 'client'>;
  /** As `call`, with an outcome that never rejects. */
  readonly safe: SafeCalls<Procedures<C>, 'client'>;
  readonly room: Rooms<Topics<C>>;
  readonly status: Status;
  /** Calls back with each change of status; returns what unsubscribes. */
  on(kind: 'status', listener: (status: Status, detail: StatusDetail) => void): () => void;
  /** Implements what the server calls. @throws {TypeError} for what has a handler already. */
  implement(handlers: NoInfer<Partial<HandlersOn<OfClient<C>, 'client', ClientCallGiven>>>): void;
  /**
   * Closes, for good: calls that wait end as `Closed`, those that were sent and may have run as `OutcomeUnknown`.
   *
   * Resolves once the closing handshake is done, or the platform has given it up.
   */
  close(): Promise<void>;
}
