import type { RpcError } from '../envelope/rpc-error.ts';
import type { DeliveryOf, Logged } from './deliveries.ts';
import type { EventInput } from './event.ts';
import type { Got, Sent } from './schema.ts';
import type { Topic } from './topic.ts';

/** A peer in a room, and its state. */
export interface Member<State> {
  readonly id: string;
  readonly state: State;
}

/** What is called back: with an event's data and the delivery, or, for `error`, with why the room, or a state of this member, was refused, or the room revoked. */
export type RoomListener<D, N> = N extends 'error'
  ? (error: RpcError) => void
  : (
      data: Extract<D, { readonly kind: N }> extends { readonly data: infer X } ? X : undefined,
      delivery: Extract<D, { readonly kind: N }>,
    ) => void;

/** What every room offers. It joins when iterated or told to. */
export interface Deliveries<D extends { readonly kind: PropertyKey }> extends AsyncIterable<D> {
  /** Calls back for every delivery of a kind; for `error` when the room is refused or revoked, or a state that was set. Returns what unsubscribes. */
  on<N extends D['kind'] | 'error'>(kind: N, listener: RoomListener<D, N>): () => void;
  join(): Promise<void>;
  /** Leaves; resolves once the server has answered, or its connection is lost. */
  leave(): Promise<void>;
}

/** What a room offers besides where clients may publish. */
export interface Publishing<Data, LoggedNames> {
  /** Settles when the server has taken the event. `key` identifies it when it is sent again; random unless given. */
  publish<N extends keyof Data>(
    event: N,
    data: Data[N],
    options?: { readonly key?: string | undefined },
  ): Promise<N extends LoggedNames ? { readonly offset: number } : void>;
}

/** What a room offers besides where its members have a state. */
export interface Present<Read, Write> {
  /** Who is there, this member too; nobody before the room is joined, and where it is too full for a list: see {@link memberCount}. */
  readonly members: readonly Member<Read>[];
  /** How many are there, also where they are too many to be listed: more than 256, or more than 512 KiB of states. */
  readonly memberCount: number;
  /** Calls back when one comes, goes or has another state, and when their number changes. */
  on(kind: 'members', listener: (members: readonly Member<Read>[]) => void): () => void;
  /**
   * What this member tells of itself, as it is now. One that the server refuses for good is told to `error`, and the one before counts
   * again. While one is on its way only the newest follows.
   */
  setState(state: Write): void;
}

type LoggedIn<E, N extends keyof E> = { [K in N]: E[K] extends Logged ? K : never }[N];

/** A room of topic `T`, as a client has it. */
export type Room<T> =
  T extends Topic<unknown, unknown, infer E, infer Presence, infer Publish>
    ? Deliveries<DeliveryOf<T>> &
        ([Publish] extends [never]
          ? unknown
          : Publishing<{ [N in Publish & keyof E]: EventInput<E[N], 'client'> }, LoggedIn<E, Publish & keyof E>>) &
        ([Presence] extends [undefined] ? unknown : Present<Got<Presence, 'client'>, Sent<Presence, 'client'>>)
    : never;
