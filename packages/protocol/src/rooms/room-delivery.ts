import type { GapReason, NameOrIndex } from '../envelope/envelope.ts';

/** The room's state up to its position; it replaces whatever was delivered before. */
export interface RoomSnapshot {
  readonly kind: 'snapshot';
  readonly epoch: string;
  readonly offset: number;
  readonly data: unknown;
}

/** Logged events up to this position are missing and cannot be had. */
export interface RoomGap {
  readonly kind: 'gap';
  readonly epoch: string;
  readonly offset: number;
  readonly reason: GapReason;
}

export interface RoomEvent {
  readonly kind: 'event';
  readonly epoch: string;
  /** 0 for an event that is not logged. */
  readonly offset: number;
  readonly name: NameOrIndex;
  readonly data: unknown;
  readonly publisher?: string | undefined;
}

/**
 * What a room tells the application, in order. Its `epoch` and `offset` are the reader's position behind it, unless it is an event
 * that is not logged.
 */
export type RoomDelivery = RoomSnapshot | RoomGap | RoomEvent;
