import type { GapReason } from '../envelope/envelope.ts';
import type { Event } from './event.ts';
import type { Got } from './schema.ts';
import type { Topic } from './topic.ts';

/** One event of a room, as its members read it. */
export interface EventDelivery<Name, Data> {
  readonly kind: Name;
  readonly data: Data;
  /** The peer that published it; missing when the server did. */
  readonly publisher?: string;
}

/** One event of a room's log. */
export interface LoggedDelivery<Name, Data> extends EventDelivery<Name, Data> {
  readonly offset: number;
}

/** The state of a room; events after it have higher offsets. */
export interface SnapshotDelivery<Data> {
  readonly kind: 'snapshot';
  readonly data: Data;
  readonly offset: number;
}

/** Events are missing and cannot be had; those that follow have higher offsets. */
export interface GapDelivery {
  readonly kind: 'gap';
  readonly reason: GapReason;
  readonly offset: number;
}

/** An event that a room's log keeps. */
export type Logged = Event<unknown, 'log'>;

type EventDeliveries<E> = {
  [N in keyof E]: E[N] extends Event<infer S, infer D>
    ? D extends 'log'
      ? LoggedDelivery<N, Got<S, 'client'>>
      : EventDelivery<N, Got<S, 'client'>>
    : never;
};

type StateDelivery<Snapshot, E> = Snapshot extends object
  ? SnapshotDelivery<Got<Snapshot, 'client'>>
  : Extract<E[keyof E], Logged> extends never
    ? never
    : GapDelivery;

/** Everything that a member of topic `T`'s rooms may be delivered. A topic with a log and no snapshot has gaps. */
export type DeliveryOf<T> =
  T extends Topic<unknown, infer Snapshot, infer E, unknown, unknown> ? EventDeliveries<E>[keyof E] | StateDelivery<Snapshot, E> : never;
