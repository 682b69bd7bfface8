import { describe, expect, it } from 'vitest';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { EVERY_ENVELOPE } from '../support/every-envelope.ts';
import { bytesOf, hexOf } from '../support/hex.ts';

describe('msgpackCodec', () => {
  it.each(EVERY_ENVELOPE)('writes $name (§2)', ({ envelope, msgpack }) => {
    expect(hexOf(msgpackCodec.encode(envelope))).toBe(msgpack.replaceAll(' ', ''));
  });

  it.each(EVERY_ENVELOPE)('reads $name (§2)', ({ envelope, msgpack }) => {
    expect(msgpackCodec.decode(bytesOf(msgpack))).toEqual(envelope);
  });
});
