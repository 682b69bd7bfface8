import fc, { type Arbitrary } from 'fast-check';
import type { EventTuple, GapReason, OutboundEnvelope, PresenceChange } from '../../src/envelope/envelope.ts';

/** A text that UTF-8 can carry. */
const text = fc.string({ unit: 'binary', maxLength: 40 });

const key = fc
  .oneof(text, fc.constantFrom('constructor', 'toString', '0', '', 'a key that is longer than the short ones'))
  .filter((drawn) => drawn !== '__proto__');

const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  // -0 comes back as 0 in either codec.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((drawn) => drawn + 0),
  fc.uint8Array({ maxLength: 300 }),
);

/** Plain data of every kind. */
export const arbitraryValue: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 20 }),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { selector: ([name]) => name, maxLength: 20 })
      .map((entries) => Object.fromEntries(entries))
      .filter((object) => Object.keys(object).join() !== '$bytes'),
  ),
})).value;

const params = fc.oneof(
  fc.constant(undefined),
  fc.array(arbitraryValue),
  fc.record({ a: arbitraryValue, b: arbitraryValue }, { requiredKeys: [] }),
);
const count = fc.maxSafeNat();
const callId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const name = text.filter((drawn) => !drawn.startsWith('$/'));
const error = fc.record({ code: fc.maxSafeInteger(), message: text, data: arbitraryValue }, { requiredKeys: ['code', 'message'] });
const publisher = fc.option(text, { nil: undefined });
const event: Arbitrary<EventTuple> = fc.oneof(fc.tuple(name, arbitraryValue), fc.tuple(name, arbitraryValue, text));
const change: Arbitrary<PresenceChange> = fc.oneof(fc.tuple(text), fc.tuple(text, arbitraryValue));
const meta = fc.option(
  fc.record(
    { timeoutMs: fc.double({ min: 0, minExcluded: true, noNaN: true, max: 1e12 }), traceparent: text, tracestate: text },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const reason = fc.constantFrom<GapReason>('epoch', 'trimmed', 'slow');

function envelope<const Kind extends string, Members>(
  kind: Kind,
  members: { [Name in keyof Members]: Arbitrary<Members[Name]> },
): Arbitrary<{ kind: Kind } & Members> {
  return fc.record<Members>(members).map((own) => ({ kind, ...own }));
}

/** Every envelope that both codecs can write: names stand as texts. */
export const arbitraryEnvelope: Arbitrary<OutboundEnvelope> = fc.oneof(
  envelope('request', { id: callId, method: name, params, meta }),
  envelope('request', { id: callId.map((id) => -id), method: text.map((drawn) => `$/${drawn}`), params, meta }),
  envelope('response', {
    id: fc.oneof(
      callId,
      callId.map((id) => -id),
    ),
    result: arbitraryValue,
  }),
  envelope('response', { id: callId, error }),
  envelope('notify', { method: name, params, meta }),
  envelope('item', { id: callId, item: arbitraryValue }),
  envelope('end', { id: callId, error: fc.option(error, { nil: undefined }) }),
  envelope('credit', { id: callId, count }),
  envelope('cancel', { id: callId }),
  envelope('event', { room: count, offset: count, name, data: arbitraryValue, publisher }),
  envelope('events', { room: count, firstOffset: count, events: fc.array(event) }),
  envelope('snapshot', { room: count, epoch: text, offset: count, data: arbitraryValue }),
  envelope('gap', { room: count, epoch: text, offset: count, reason }),
  envelope('presence', { room: count, full: fc.boolean(), changes: fc.array(change) }),
  envelope('presence', { room: count, full: fc.constant(true), changes: count }),
  envelope('revoked', { room: count, error }),
  envelope('ack', { received: count }),
  envelope('ping', { n: count }),
  envelope('pong', { n: count }),
  envelope('drain', { withinMs: count, reason: text }),
);
