import { jsonCodec } from '../../src/codec/json-codec.ts';
import { DEFAULT_PEER_LIMITS, type PeerLimits } from '../../src/envelope/limits.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/session/outbox.ts';
import { type CallOutcome, type CallRequest, OutgoingCall } from '../../src/session/outgoing-call.ts';
import { OutgoingCalls } from '../../src/session/outgoing-calls.ts';
import { Transmission } from '../../src/session/transmission.ts';
import { RecordedLink } from './stranger.ts';

/** What a caller was told, in order: `writable`, items, and how the call ended. */
export type Told = 'writable' | { readonly item: unknown } | CallOutcome;

/** A call and what its caller was told. */
export interface CallerSide {
  readonly call: OutgoingCall;
  readonly told: Told[];
}

/** A call that nobody carries yet: a mutation without params that waits for ever, unless told otherwise. */
export function newCall(request: Partial<CallRequest> = {}, onTold: (what: Told) => void = () => {}): CallerSide {
  const told: Told[] = [];
  const tell = (what: Told) => {
    told.push(what);
    onTold(what);
  };
  const call = new OutgoingCall(
    {
      method: 'm',
      params: undefined,
      trace: undefined,
      isQuery: false,
      hasInput: false,
      deadline: Number.POSITIVE_INFINITY,
      ...request,
    },
    { onItem: (item) => tell({ item }), onWritable: () => tell('writable'), onSettled: tell },
  );
  return { call, told };
}

/** What a caller was told, with errors by their names. */
export function briefly(told: readonly Told[]): unknown[] {
  return told.map((what) => (typeof what === 'object' && 'ok' in what && !what.ok ? what.error.name : what));
}

/** The calls of a client, carried by a link that writes down what they send. */
export function outgoingCalls(limits = { credit: 4, calls: 8 }, peerLimits: PeerLimits = DEFAULT_PEER_LIMITS) {
  const transmission = new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, peerLimits);
  const link = new RecordedLink(jsonCodec);
  transmission.attach(link, 0, peerLimits, (id) => ({ kind: 'cancel', id }));
  return { calls: new OutgoingCalls(transmission, 1, limits), transmission, link };
}
