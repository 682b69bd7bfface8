import type { Position } from '@trunkline/broker';
import type { AnyEvent, Event, Got, MayBeLeftOut, Member, Sent, Topic } from '@trunkline/protocol';
import type { Context } from '../peer/identity.ts';
import type { Peer } from '../peer/peer.ts';

type Awaitable<T> = T | Promise<T>;

/** What a peer asks to do with a room. */
export type TopicAction = 'join' | 'publish';

/** A snapshot that says exactly which position of the room's log it stands at; made by {@link at}. */
export class SnapshotAt<Data> {
  readonly position: Position;
  readonly data: Data;

  constructor(position: Position, data: Data) {
    this.position = position;
    this.data = data;
  }
}

/**
 * Says that a snapshot holds what was published up to a position of the room's log, and nothing behind it.
 *
 * Without it a snapshot holds at least what was published before it was asked for, so that events may tell again what it holds already.
 */
export function at<Data>(position: Position, data: Data): SnapshotAt<Data> {
  return new SnapshotAt(position, data);
}

/** What a client wants to publish, as `onPublish` gets it. */
export type ClientEvent<E, Names> = {
  [N in keyof E & Names & string]: {
    readonly name: N;
    readonly data: E[N] extends Event<infer S, unknown> ? Got<S, 'server'> : never;
    /** The same however often the client sends it again, so that what it causes may be done once. */
    readonly key: string | undefined;
  };
}[keyof E & Names & string];

/** What `onPublish` answers: the payload as it is published. */
type ClientPayload<E, Names> = { [N in keyof E & Names]: E[N] extends Event<infer S, unknown> ? Sent<S, 'server'> : never }[keyof E &
  Names];

interface Authorizes<Params, Ctx> {
  /**
   * Decides about a join and about each publish; a join is decided again whenever the peer's credentials change. Default: everybody may.
   *
   * False is `Forbidden`; an `RpcError` that it throws is told. It has no time limit: one that never settles holds its join, or all that
   * the peer publishes to the room behind it.
   */
  readonly authorize?: ((this: void, params: Params, peer: Peer<Ctx>, action: TopicAction) => Awaitable<boolean>) | undefined;
}

interface Snapshots<Params, Data> {
  /**
   * The state of the room, for joiners and for whoever missed too much. Runs once for all who wait for it at a time.
   *
   * It has no time limit: one that never settles holds all who wait for it, and for each of them one of the rooms that may be caught up at a
   * time.
   */
  readonly snapshot: (this: void, params: Params) => Awaitable<Data | SnapshotAt<Data>>;
}

interface Publishes<Params, E, Names, Ctx> {
  /**
   * Sees what a client publishes before anybody gets it, and answers the payload: the same, or another. What it throws refuses it.
   *
   * May run twice for one `key`, when a client that lost its connection sends again. It has no time limit, as `authorize` has none.
   */
  readonly onPublish?:
    | ((this: void, params: Params, event: ClientEvent<E, Names>, peer: Peer<Ctx>) => Awaitable<ClientPayload<E, Names>>)
    | undefined;
}

/** How an application serves the rooms of topic `T`. */
export type TopicHandler<T, Ctx = Context> =
  T extends Topic<infer Params, infer Snapshot, infer E, unknown, infer Publish>
    ? Authorizes<Got<Params, 'server'>, Ctx> &
        ([Snapshot] extends [undefined] ? unknown : Snapshots<Got<Params, 'server'>, Sent<Snapshot, 'server'>>) &
        ([Publish] extends [never] ? unknown : Publishes<Got<Params, 'server'>, E, Publish, Ctx>)
    : never;

/** The params that name a room of topic `T`; left out where the topic requires none. */
export type RoomParams<T> =
  T extends Topic<infer Params, unknown, unknown, unknown, unknown>
    ? MayBeLeftOut<Sent<Params, 'client'>> extends true
      ? [params?: Sent<Params, 'client'>]
      : [params: Sent<Params, 'client'>]
    : never;

type PublishResult<E> = E extends Event<unknown, 'log'> ? { readonly offset: number } : undefined;

/** A room as the server's own code has it. */
export interface RoomHandle<E, Presence> {
  /**
   * Publishes an event to all members, on whichever server they are. Resolves once the broker has it: a logged event with its offset.
   *
   * With a `key` a repeat within two minutes takes effect once. Rejects with a `TypeError` when the payload is not what the contract says,
   * and with what the broker throws.
   */
  publish<N extends keyof E & string>(
    event: N,
    data: E[N] extends Event<infer S, unknown> ? Sent<S, 'server'> : never,
    options?: { readonly key?: string | undefined },
  ): Promise<PublishResult<E[N]>>;
  /** Who is in the room, on all servers; empty for a topic without presence. */
  members(): Promise<readonly Member<Presence>[]>;
  /** The head of the room's log, for {@link at}. */
  position(): Promise<Position>;
}

/** The room of topic `T`, as the server's own code has it. */
export type RoomOf<T> =
  T extends Topic<unknown, unknown, infer E extends { readonly [name: string]: AnyEvent }, infer Presence, unknown>
    ? RoomHandle<E, Got<Presence, 'server'>>
    : never;
