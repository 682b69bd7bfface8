import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import { arbitraryEnvelope, arbitraryValue } from '../support/arbitrary-envelope.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';
import { mutantsOf } from '../support/mutant.ts';
import { problemOf } from '../support/problem-of.ts';

describe('jsonCodec', () => {
  it.each(EVERY_ENVELOPE)('writes $name (§2)', ({ envelope, json }) => {
    expect(jsonCodec.encode(envelope)).toBe(json);
  });

  it.each(EVERY_ENVELOPE)('reads $name (§2)', ({ envelope, json }) => {
    expect(jsonCodec.decode(json)).toEqual(envelope);
  });

  it('reads every envelope that it writes', () => {
    fc.assert(
      fc.property(arbitraryEnvelope, (envelope) => {
        expect(jsonCodec.decode(jsonCodec.encode(envelope))).toEqual(envelope);
      }),
    );
  });

  it('writes a value that is encoded as it writes the value', () => {
    fc.assert(
      fc.property(arbitraryValue, (item) => {
        const encoded = jsonCodec.encodeValue(item);
        expect(jsonCodec.encode({ kind: 'item', id: 1, item: encoded })).toBe(jsonCodec.encode({ kind: 'item', id: 1, item }));
      }),
    );
  });

  it('encodes a value as text of its own form', () => {
    expect(jsonCodec.encodeValue({ a: Uint8Array.of(1) })).toEqual(new EncodedValue('json', '{"a":{"$bytes":"AQ=="}}'));
  });

  it('refuses binary messages', () => {
    expect(problemOf(() => jsonCodec.decode(new Uint8Array()))).toBe('wrong-message-type');
  });

  it('throws nothing but EnvelopeError, whatever it reads', () => {
    const anyMessage = fc.oneof(
      fc.string(),
      fc.json(),
      mutantsOf(arbitraryEnvelope.map((envelope) => new TextEncoder().encode(String(jsonCodec.encode(envelope))))).map((bytes) =>
        new TextDecoder().decode(bytes),
      ),
    );
    fc.assert(
      fc.property(anyMessage, (message) => {
        problemOf(() => jsonCodec.decode(message));
      }),
      { numRuns: 1000 },
    );
  });
});
