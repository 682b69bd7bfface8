import type { WireError } from './rpc-error.ts';

/** What travels beside the params of a request or notification. */
export interface Meta {
  /** The caller's remaining time in ms. */
  readonly timeoutMs?: number;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** A method or event by its name, or by its index in the manifest (MessagePack only). */
export type NameOrIndex = string | number;

/** One event of an `events` envelope: name, payload, and the peer that published it. */
export type EventTuple = readonly [name: NameOrIndex, data: unknown, publisher?: string];

/** One change of presence: a peer's state, or its leaving. */
export type PresenceChange = readonly [peer: string, state: unknown] | readonly [peer: string];

/** Why events are missing and cannot be had: the log is another one, no longer reaches back, or the reader was too slow. */
export type GapReason = 'epoch' | 'trimmed' | 'slow';

// A codec accepts an `EncodedValue` wherever a member is `unknown`: params, result, item, data, state.

export interface RequestEnvelope {
  readonly kind: 'request';
  /** Negative: a control request, which belongs to the connection and is not counted. */
  readonly id: number;
  readonly method: NameOrIndex;
  /** An object or an array; `undefined`: none. */
  readonly params: unknown;
  readonly meta?: Meta | undefined;
}

export interface ResponseEnvelope {
  readonly kind: 'response';
  readonly id: number;
  /** Present: the call failed, and `result` means nothing. */
  readonly error?: WireError | undefined;
  readonly result?: unknown;
}

export interface NotifyEnvelope {
  readonly kind: 'notify';
  readonly method: NameOrIndex;
  readonly params: unknown;
  readonly meta?: Meta | undefined;
}

/**
 * A request or notification that is counted as such but whose content is refused; never sent. `id` is missing for a notification.
 * A request is answered with the error.
 */
export interface RefusedEnvelope {
  readonly kind: 'refused';
  readonly id: number | undefined;
  readonly error: WireError;
}

export interface ItemEnvelope {
  readonly kind: 'item';
  readonly id: number;
  readonly item: unknown;
}

export interface EndEnvelope {
  readonly kind: 'end';
  readonly id: number;
  readonly error?: WireError | undefined;
}

export interface CreditEnvelope {
  readonly kind: 'credit';
  readonly id: number;
  readonly count: number;
}

export interface CancelEnvelope {
  readonly kind: 'cancel';
  readonly id: number;
}

export interface EventEnvelope {
  readonly kind: 'event';
  readonly room: number;
  /** 0 for an event that is not logged. */
  readonly offset: number;
  readonly name: NameOrIndex;
  readonly data: unknown;
  readonly publisher?: string | undefined;
}

export interface EventsEnvelope {
  readonly kind: 'events';
  readonly room: number;
  readonly firstOffset: number;
  readonly events: readonly EventTuple[];
}

export interface SnapshotEnvelope {
  readonly kind: 'snapshot';
  readonly room: number;
  readonly epoch: string;
  readonly offset: number;
  readonly data: unknown;
}

export interface GapEnvelope {
  readonly kind: 'gap';
  readonly room: number;
  readonly epoch: string;
  readonly offset: number;
  readonly reason: GapReason;
}

/** Who is in a room: the whole list, or only a count where there are too many for a list (§5). */
export interface PresenceListEnvelope {
  readonly kind: 'presence';
  readonly room: number;
  readonly full: true;
  readonly changes: readonly PresenceChange[] | number;
}

/** What changed in a room's list since the last one. */
export interface PresenceDiffEnvelope {
  readonly kind: 'presence';
  readonly room: number;
  readonly full: false;
  readonly changes: readonly PresenceChange[];
}

export type PresenceEnvelope = PresenceListEnvelope | PresenceDiffEnvelope;

export interface RevokedEnvelope {
  readonly kind: 'revoked';
  readonly room: number;
  readonly error: WireError;
}

export interface AckEnvelope {
  readonly kind: 'ack';
  readonly received: number;
}

export interface PingEnvelope {
  readonly kind: 'ping' | 'pong';
  readonly n: number;
}

export interface DrainEnvelope {
  readonly kind: 'drain';
  readonly withinMs: number;
  readonly reason: string;
}

/** A kind that is not counted and that this version does not know; ignored. Never sent. */
export interface UnknownEnvelope {
  readonly kind: 'unknown';
}

/** What a room's member is sent. */
export type RoomEnvelope = EventEnvelope | EventsEnvelope | SnapshotEnvelope | GapEnvelope | PresenceEnvelope | RevokedEnvelope;

/** One unit of the protocol (§2). A message carries exactly one. */
export type Envelope =
  | RequestEnvelope
  | ResponseEnvelope
  | NotifyEnvelope
  | RefusedEnvelope
  | ItemEnvelope
  | EndEnvelope
  | CreditEnvelope
  | CancelEnvelope
  | RoomEnvelope
  | AckEnvelope
  | PingEnvelope
  | DrainEnvelope
  | UnknownEnvelope;

/** Those that a codec writes. */
export type OutboundEnvelope = Exclude<Envelope, RefusedEnvelope | UnknownEnvelope>;

/**
 * Tells whether an envelope is counted towards resume (§2): the envelope alone decides, so that both sides always agree.
 * Requests, responses, notifications, items, ends, credits and cancels are, with one exception: control requests and their
 * responses, which carry negative ids.
 */
export function isCounted(envelope: Envelope): boolean {
  switch (envelope.kind) {
    case 'request':
    case 'response':
      return envelope.id > 0;
    case 'refused':
      return envelope.id === undefined || envelope.id > 0;
    case 'notify':
    case 'item':
    case 'end':
    case 'credit':
    case 'cancel':
      return true;
    default:
      return false;
  }
}
