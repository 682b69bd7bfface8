import type { WireError } from '../envelope/rpc-error.ts';
import type { Position } from './position.ts';
import type { PresenceDifference } from './presence-view.ts';
import type { RoomDelivery } from './room-delivery.ts';

/** One `$/join` on its way. Its answer comes back with this very object. */
export interface JoinRequest {
  /** The number of the connection to send it over. */
  readonly connection: number;
  /** Where to go on; `undefined`: with whatever the room has. */
  readonly position: Position | undefined;
  /** The member's presence state; `undefined`: none. */
  readonly state: unknown;
}

/** Where a room is joined: the connection, and the room's number in the server behind it. */
export interface RoomPlace {
  readonly connection: number;
  readonly room: number;
}

/** One `$/state` on its way. Its answer comes back with this very object. */
export interface StateUpdate extends RoomPlace {
  readonly state: unknown;
}

/** What a room's membership asks of its owner, in order. */
export type RoomEffect =
  /** Something for the application. */
  | RoomDelivery
  /** Send a `$/join`. */
  | { readonly kind: 'join'; readonly request: JoinRequest }
  /** Send a `$/leave`; its answer means nothing. */
  | ({ readonly kind: 'leave' } & RoomPlace)
  /** Send a `$/state`. */
  | { readonly kind: 'state'; readonly update: StateUpdate }
  /** The state that the application set last was refused for good; the one before counts again. The room stays joined. */
  | { readonly kind: 'stateRefused'; readonly error: WireError }
  /** A join was granted. What is published goes there from now on. */
  | ({ readonly kind: 'joined' } & RoomPlace)
  | ({ readonly kind: 'presence' } & PresenceDifference)
  /** No member any more, and not to be one again by itself: refused for good, or revoked. */
  | { readonly kind: 'ended'; readonly error: WireError };
