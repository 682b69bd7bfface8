import type { LatestValue } from '../log/latest-values.ts';
import type { PublishKey } from '../log/publish-keys.ts';
import type { Retention } from '../log/retention.ts';
import type { LoggedEvent, ReadLimit } from '../log/room-log.ts';
import type { Position } from '../position/position.ts';

/** What every publication has. The payload is opaque to a broker: MessagePack, as the server encoded it. */
interface PublicationOf<Delivery> {
  readonly delivery: Delivery;
  readonly payload: Uint8Array;
}

/** Kept in the room's log, in order. */
export interface LogPublication extends PublicationOf<'log'> {
  readonly retention: Retention;
  /** Where it is given, the publish takes effect once however often it is sent. */
  readonly once?: PublishKey | undefined;
}

/** Kept until the slot has a newer value. */
export interface LatestPublication extends PublicationOf<'latest'> {
  /** Which value it replaces. */
  readonly slot: string;
  /** How long it is kept, in ms. */
  readonly ageMs: number;
  readonly once?: PublishKey | undefined;
}

/** Handed over, not kept. */
export type EphemeralPublication = PublicationOf<'ephemeral'>;

export type Publication = LogPublication | LatestPublication | EphemeralPublication;

/** What every publication has when a subscriber gets it. */
interface PublishedOf<Delivery> extends PublicationOf<Delivery> {
  /** Numbers all publications of the room, whatever their delivery. */
  readonly version: number;
  /** 0 where it is not logged. */
  readonly offset: number;
  readonly epoch: string;
}

/** One publication as a subscriber gets it. One of a value tells what it replaces and how long it is kept, as it was published. */
export type PublishedEvent =
  | (PublishedOf<'log' | 'ephemeral'> & { readonly slot?: undefined; readonly ageMs?: undefined })
  | (PublishedOf<'latest'> & Pick<LatestPublication, 'slot' | 'ageMs'>);

/** One peer in a room. Its state is opaque to a broker. */
export interface Member {
  /** The peer's public id. */
  readonly peer: string;
  readonly state: Uint8Array;
  /** The server process that the peer is connected to. Its lease keeps the member. */
  readonly incarnation: string;
}

/** A member came, left (`state` missing) or has another state. */
export type MemberChange = Pick<Member, 'peer'> & { readonly state?: Uint8Array | undefined };

/** What a subscriber is told. */
export interface RoomListener {
  /**
   * In the order of versions within one epoch, each at most once. One may be missing: compare offsets, and read the log.
   */
  onEvent(event: PublishedEvent): void;
  onMember(change: MemberChange): void;
}

/** Where a room stands. Who was handed everything up to a head has missed nothing. */
export interface RoomHead {
  /** Of the newest logged event. Its offset is 0 where there was none. */
  readonly position: Position;
  /** Of the newest publication, whatever its delivery; 0 where there was none. Never goes back within one epoch. */
  readonly version: number;
}

/** A subscription to one room, and the head of that room when it was live. */
export interface Subscription extends RoomHead {
  /** Nothing is delivered once it is resolved. */
  close(): Promise<void>;
}

/** What a reading of a log answers. */
export type LogReading =
  | { readonly kind: 'events'; readonly events: readonly LoggedEvent[]; readonly head: Position }
  /** Some of what was asked for is trimmed, or the log is another one. */
  | { readonly kind: 'lost'; readonly reason: 'trimmed' | 'epoch'; readonly head: Position };

/**
 * Carries events between the servers of an application, and keeps what a room's members may have missed.
 *
 * Every method may reject: the store cannot be reached then, and whether a publish took effect is not known.
 * A room is named by an opaque text. Epoch, offset and version of one answer are of one moment.
 */
export interface Broker {
  /**
   * Publishes, as one atomic step per room: checks `once`, assigns offset and version, keeps, hands over.
   *
   * @returns the offset; 0 where it is not logged. A repeat within 2 min and the last 1,000 keys of the principal gets the first offset,
   * and is not handed over again.
   */
  publish(room: string, publication: Publication): Promise<{ readonly offset: number }>;
  /** Resolves once delivery is live, so that a reading after it leaves no hole. */
  subscribe(room: string, listener: RoomListener): Promise<Subscription>;
  /** Reads the events after a position: all of them up to the limit, or none. */
  read(room: string, after: Position, limit: ReadLimit): Promise<LogReading>;
  /** The heads of rooms, in the order asked for; one query. A room that nobody knows stands at offset and version 0 of some epoch. */
  heads(rooms: readonly string[]): Promise<readonly RoomHead[]>;
  /**
   * The current values of a room, in the order of their versions; none whose time is over.
   *
   * Of a room {@link MAX_LATEST_VALUES} are kept, and {@link MAX_LATEST_BYTES} of their payloads: what was published longest ago goes first, and
   * the newest is kept whatever its size.
   */
  values(room: string): Promise<readonly LatestValue[]>;
  /**
   * A peer is in a room, or has another state there. It stays until it is removed or its server's lease ends.
   *
   * The lease is renewed with it, as by {@link renewLease}: no member is ever in a store that has no lease to end.
   */
  setMember(room: string, member: Member): Promise<void>;
  /** Does nothing where the member belongs to another server by now. */
  removeMember(room: string, peer: string, incarnation: string): Promise<void>;
  members(room: string): Promise<readonly Member[]>;
  /** Keeps the members of one server process, in all rooms, for {@link LEASE_MS} by the broker's clock. */
  renewLease(incarnation: string): Promise<void>;
  /** Ends all subscriptions. Calling any method afterwards rejects. */
  close(): Promise<void>;
}

/** How long members outlive the last sign of their server, in ms (protocol §5). Servers renew at a third of it. */
export const LEASE_MS = 30_000;
