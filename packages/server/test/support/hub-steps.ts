import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec, type Message, type OutboundEnvelope } from '@trunkline/protocol/wire';
import fc from 'fast-check';

/** One thing that one of the clients does. */
export type ClientStep =
  | { readonly kind: 'reconnect' | 'cut' | 'stall' | 'read' | 'auth' | 'close'; readonly client: number }
  | { readonly kind: 'call'; readonly client: number; readonly method: 'whoami' | 'hold' | 'count' | 'flood' | 'big' | 'nothing' }
  | {
      readonly kind: 'join' | 'leave' | 'state' | 'publish';
      readonly client: number;
      readonly topic: 'chat' | 'seats';
      readonly room: 'a' | 'b';
    };

/** A client without rules comes, says something and goes. */
export interface StrangerStep {
  readonly kind: 'stranger';
  readonly says: readonly Message[];
  readonly codec: Codec;
  /** With what its connection ends. */
  readonly end: number;
  /** At which of the server's messages its link breaks, within the send. */
  readonly breaksAt: number | undefined;
}

/** One thing that happens at a hub; numbers pick among what there is at that time. */
export type HubStep =
  | ClientStep
  | StrangerStep
  | { readonly kind: 'settle' | 'ask'; readonly which: number }
  | { readonly kind: 'serverPublish'; readonly room: 'a' | 'b' }
  | { readonly kind: 'kick'; readonly which: number; readonly code: number }
  | { readonly kind: 'authentication'; readonly how: 'at once' | 'slow' | 'refused' | 'unavailable' }
  | { readonly kind: 'bar' | 'quiet' }
  | { readonly kind: 'time'; readonly ms: number };

const oneOf = <Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);

const methods = [
  'whoami',
  'hold',
  'count',
  'flood',
  'sum',
  'big',
  'rpc.discover',
  '$/join',
  '$/leave',
  '$/state',
  '$/publish',
  '$/auth',
  '$/x',
  0,
  3,
  99,
];

const params = [
  undefined,
  null,
  5,
  [],
  {},
  { key: 's' },
  { to: 3 },
  { bytes: 2_000, count: 5 },
  { bytes: 100_000 },
  { topic: 'chat', params: { room: 'a' } },
  { topic: 'chat', params: { room: 'a' }, position: { epoch: 'epoch.1', offset: 1 } },
  { topic: 'seats', params: { room: 'b' }, state: { name: 'stranger' } },
  { topic: 'seats', params: { room: 'b' }, state: 5 },
  { room: 1 },
  { room: 1, event: 'message', data: { text: 'from a stranger' } },
  { room: 2, state: { name: 'other' } },
  { auth: 'eve' },
];

/** An envelope that a client might send, or never would. */
const envelopes: fc.Arbitrary<OutboundEnvelope> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: oneOf('request'),
      id: fc.integer({ min: -5, max: 9 }),
      method: fc.constantFrom(...methods),
      params: fc.constantFrom(...params),
    }),
  },
  fc.record({ kind: oneOf('notify'), method: fc.constantFrom(...methods), params: fc.constantFrom(...params) }),
  fc.record({ kind: oneOf('item'), id: fc.integer({ min: 0, max: 9 }), item: fc.constantFrom(...params) }),
  fc.record({ kind: oneOf('cancel', 'end'), id: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: oneOf('credit'), id: fc.integer({ min: 0, max: 9 }), count: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: oneOf('response'), id: fc.integer({ min: -2, max: 9 }), result: fc.constantFrom(...params) }),
  fc.record({ kind: oneOf('ack'), received: fc.nat({ max: 5 }) }),
  fc.record({ kind: oneOf('ping', 'pong'), n: fc.nat({ max: 5 }) }),
);

const HELLO: OutboundEnvelope = { kind: 'request', id: -1, method: '$/hello', params: { auth: 'eve' } };

function written(codec: Codec, said: readonly OutboundEnvelope[]): Message[] {
  return said.flatMap((envelope) => {
    try {
      return [codec.encode(envelope)];
    } catch {
      return []; // what cannot be written cannot be said
    }
  });
}

const strangers: fc.Arbitrary<HubStep> = fc
  .record({
    codec: fc.constantFrom(jsonCodec, msgpackCodec),
    greets: fc.constantFrom(true, true, true, false),
    said: fc.array(envelopes, { maxLength: 12 }),
    garbage: fc.option(fc.oneof(fc.string(), fc.uint8Array()), { nil: undefined, freq: 8 }),
    end: fc.constantFrom(1000, 1006, 1006, 1009),
    breaksAt: fc.constantFrom(undefined, undefined, 1, 2, 3, 5),
  })
  .map(({ codec, greets, said, garbage, end, breaksAt }) => ({
    kind: 'stranger',
    codec,
    end,
    breaksAt,
    says: [...written(codec, greets ? [HELLO, ...said] : said), ...(garbage === undefined ? [] : [garbage])],
  }));

/** The steps of a schedule. */
export function hubSteps(): fc.Arbitrary<HubStep[]> {
  const client = fc.nat({ max: 2 });
  const which = fc.nat({ max: 9 });
  const topic = oneOf('chat', 'seats');
  const room = oneOf('a', 'b');
  const weighted: [weight: number, arbitrary: fc.Arbitrary<HubStep>][] = [
    [8, fc.record({ kind: oneOf('reconnect', 'cut', 'cut', 'stall', 'read', 'read', 'read', 'auth', 'auth', 'close'), client })],
    [8, fc.record({ kind: oneOf('call'), client, method: oneOf('whoami', 'hold', 'hold', 'count', 'flood', 'big', 'nothing') })],
    [12, fc.record({ kind: oneOf('join', 'join', 'leave', 'state', 'publish', 'publish'), client, topic, room })],
    [4, fc.record({ kind: oneOf('settle', 'settle', 'ask'), which })],
    [4, fc.record({ kind: oneOf('serverPublish'), room })],
    [1, fc.record({ kind: oneOf('kick'), which, code: fc.constantFrom(4001, 4200, 4503) })],
    [2, fc.record({ kind: oneOf('authentication'), how: oneOf('at once', 'at once', 'at once', 'slow', 'refused', 'unavailable') })],
    [10, fc.record({ kind: oneOf('bar', 'quiet', 'quiet', 'quiet', 'quiet', 'quiet', 'quiet') })],
    [4, fc.record({ kind: oneOf('time'), ms: fc.constantFrom(1, 100, 1_000, 11_000, 31_000) })],
    [2, strangers],
  ];
  const arbitrary = fc.oneof(...weighted.map(([weight, one]) => ({ weight, arbitrary: one })));
  return fc.array(arbitrary, { minLength: 60, maxLength: 150, size: 'max' });
}
