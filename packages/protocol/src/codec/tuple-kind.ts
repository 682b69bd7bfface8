import type {
  Envelope,
  NotifyEnvelope,
  RefusedEnvelope,
  RequestEnvelope,
  ResponseEnvelope,
  UnknownEnvelope,
} from '../envelope/envelope.ts';

/** The envelopes whose members stand in a list, the same in both codecs: all but requests, responses and notifications. */
export type TupleEnvelope = Exclude<Envelope, RequestEnvelope | ResponseEnvelope | NotifyEnvelope | RefusedEnvelope | UnknownEnvelope>;

export type TupleKind = TupleEnvelope['kind'];

/** Their kinds in the order of their numbers (§2). In JSON a kind is the method `$/` and its name. */
export const TUPLE_KINDS = [
  'item',
  'end',
  'credit',
  'cancel',
  'event',
  'events',
  'snapshot',
  'gap',
  'presence',
  'revoked',
  'ack',
  'ping',
  'pong',
  'drain',
] as const satisfies readonly TupleKind[];

/** The number of the first of {@link TUPLE_KINDS}. */
export const FIRST_TUPLE_KIND = 3;
