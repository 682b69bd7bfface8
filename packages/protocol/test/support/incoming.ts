import { jsonCodec } from '../../src/codec/json-codec.ts';
import { DEFAULT_PEER_LIMITS, type PeerLimits } from '../../src/envelope/limits.ts';
import type { IncomingCall } from '../../src/session/incoming-call.ts';
import { IncomingCalls, type IncomingLimits } from '../../src/session/incoming-calls.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/session/outbox.ts';
import { Transmission } from '../../src/session/transmission.ts';
import { RecordedLink } from './stranger.ts';

/** The calls that a server answers, over a link that writes down what it says; each handler writes down what it is told. */
export function incomingCalls(limits: Partial<IncomingLimits> = {}, peerLimits: PeerLimits = DEFAULT_PEER_LIMITS) {
  const transmission = new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, peerLimits);
  const link = new RecordedLink(jsonCodec);
  transmission.attach(link, 0, peerLimits, (id) => ({ kind: 'cancel', id }));
  const came: IncomingCall[] = [];
  const told: unknown[] = [];
  const calls = new IncomingCalls(transmission, { credit: 4, calls: 8, unconsumedBytes: 1_000, ...limits }, (call) => {
    came.push(call);
    call.handler = {
      onAbort: ({ name, cause }) => told.push([call.id, 'abort', name, ...(cause === undefined ? [] : [cause])]),
      onItem: (item) => told.push([call.id, 'item', item]),
      onInputEnd: (error) => told.push([call.id, 'end', error?.name]),
      onWritable: () => told.push([call.id, 'writable']),
    };
  });
  const request = (id: number, timeoutMs?: number, now = 0): IncomingCall | undefined => {
    const before = came.length;
    const meta = timeoutMs === undefined ? undefined : { timeoutMs };
    calls.request({ kind: 'request', id, method: 'm', params: { id }, meta }, now);
    return came[before];
  };
  return { calls, transmission, link, came, told, request };
}

/** A call that has a slot, as the first of its session. */
export function incomingCall(limits: Partial<IncomingLimits> = {}, peerLimits: PeerLimits = DEFAULT_PEER_LIMITS) {
  const session = incomingCalls(limits, peerLimits);
  const call = session.request(1, 500);
  if (call === undefined) throw new Error('the call found no slot');
  return { ...session, call };
}
