import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import { isCounted } from '../../src/envelope/envelope.ts';
import { arbitraryEnvelope, arbitraryValue } from '../support/arbitrary-envelope.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';
import { bytesOf, hexOf } from '../support/hex.ts';
import { mutantsOf } from '../support/mutant.ts';
import { problemOf } from '../support/problem-of.ts';

describe('msgpackCodec', () => {
  it.each(EVERY_ENVELOPE)('writes $name (§2)', ({ envelope, msgpack }) => {
    expect(hexOf(msgpackCodec.encode(envelope))).toBe(msgpack.replaceAll(' ', ''));
  });

  it.each(EVERY_ENVELOPE)('reads $name (§2)', ({ envelope, msgpack }) => {
    expect(msgpackCodec.decode(bytesOf(msgpack))).toEqual(envelope);
  });

  it('reads every envelope that it writes, as the JSON codec does', () => {
    fc.assert(
      fc.property(arbitraryEnvelope, (envelope) => {
        const read = msgpackCodec.decode(msgpackCodec.encode(envelope));
        expect(read).toEqual(envelope);
        expect(read).toEqual(jsonCodec.decode(jsonCodec.encode(envelope)));
        expect(isCounted(read)).toBe(isCounted(envelope));
      }),
    );
  });

  it('writes a value that is encoded as it writes the value', () => {
    fc.assert(
      fc.property(arbitraryValue, (item) => {
        const encoded = msgpackCodec.encodeValue(item);
        expect(msgpackCodec.encode({ kind: 'item', id: 1, item: encoded })).toEqual(msgpackCodec.encode({ kind: 'item', id: 1, item }));
      }),
    );
  });

  it('encodes a value as bytes of its own form', () => {
    expect(msgpackCodec.encodeValue({ a: Uint8Array.of(1) })).toEqual(new EncodedValue('msgpack', bytesOf('81a161c40101')));
  });

  it('refuses texts', () => {
    expect(problemOf(() => msgpackCodec.decode('{}'))).toBe('wrong-message-type');
  });

  it('reads messages that come in a Buffer, and gives bytes that are none and outlive it', () => {
    const message = Buffer.from('ff930307c403010203', 'hex').subarray(1);
    const envelope = msgpackCodec.decode(message);
    message.fill(0);
    expect(envelope).toStrictEqual({ kind: 'item', id: 7, item: Uint8Array.of(1, 2, 3) });
  });

  it('makes no code of text, so that a policy without unsafe-eval finds no fault with it', () => {
    const program = new URL('../support/msgpack-without-eval.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, [program], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ made: 0, outcomes: ['item', 'peer sent a bad envelope: bad-content'] });
  });

  it('throws nothing but EnvelopeError, whatever it reads', () => {
    const valid = arbitraryEnvelope.map((envelope) => bytesOf(hexOf(msgpackCodec.encode(envelope))));
    const request = fc.uint8Array().map((noise) => Uint8Array.of(0x94, 0, 1, 0xa1, 0x61, ...noise));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), request, mutantsOf(valid)), (message) => {
        problemOf(() => msgpackCodec.decode(message));
      }),
      { numRuns: 1000 },
    );
  });
});
