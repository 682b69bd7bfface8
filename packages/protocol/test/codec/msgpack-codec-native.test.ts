// A native add-on for msgpackr comes with it where there is one for the platform. Our codec does not load it, but another user in the same
// process may: then it reads texts for us too, in other ways.
import 'msgpackr';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { arbitraryEnvelope } from '../support/arbitrary-envelope.ts';
import { arbitraryWritten } from '../support/arbitrary-msgpack.ts';

describe('msgpackCodec, beside another user of msgpackr', () => {
  it('reads every envelope that it writes', () => {
    fc.assert(
      fc.property(arbitraryEnvelope, (envelope) => {
        expect(msgpackCodec.decode(msgpackCodec.encode(envelope))).toEqual(envelope);
      }),
    );
  });

  it('reads what is plain, in whatever form it is written', () => {
    const plain = arbitraryWritten.filter(({ isPlain, depth }) => isPlain && depth <= 64);
    fc.assert(
      fc.property(plain, fc.nat(300), ({ bytes, value }, before) => {
        // At another place in its memory, and in a small message or a longer one.
        const room = new Uint8Array(before + bytes.length + 5);
        room.set([0x94, 0x01, 0x01, 0xc0, ...bytes], before);
        expect(msgpackCodec.decode(room.subarray(before, -1))).toStrictEqual({ kind: 'response', id: 1, result: value });
      }),
      { numRuns: 500 },
    );
  });

  it.each([0, 61, 62, 200, 70_000])('keeps the byte order mark of a text with %i more letters', (length) => {
    const item = [`\ufeff${'a'.repeat(length)}`, 'b', `\ufeff${'ü'.repeat(length)}`];
    expect(msgpackCodec.decode(msgpackCodec.encode({ kind: 'item', id: 1, item }))).toEqual({ kind: 'item', id: 1, item });
  });
});
