import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflated } from './deflate-fixture.ts';
import { bytesOf } from './hex.ts';
import { noise, prose } from './payloads.ts';
import { ReferenceInflater } from './reference-inflater.ts';

const sync = { finishFlush: constants.Z_SYNC_FLUSH };
const hello = Buffer.from('Hello');

describe('ReferenceInflater', () => {
  it.each(['f248cdc9c90700', '000500faff48656c6c6f00', 'f348cdc9c9070000', 'f248050000 00ffffcac9c90700'])(
    'inflates the example %s (RFC 7692 §7.2.3)',
    (hex) => {
      expect(new ReferenceInflater(15, false).inflate(bytesOf(hex))).toEqual(hello);
    },
  );

  it.each([0, 1, 6, 9])('inflates what zlib deflates at level %i', (level) => {
    const payload = Buffer.concat([prose(50_000), noise(10_000), Buffer.alloc(10_000)]);
    const wire = deflateRawSync(payload, { ...sync, level }).subarray(0, -4);
    expect(new ReferenceInflater(15, false).inflate(wire).equals(payload)).toBe(true);
  });

  it.each([8, 9, 14])('looks back as far as a window of %i bits, and no further', (bits) => {
    const inflater = new ReferenceInflater(bits, true);
    const before = deflated({ stored: noise(40_000) });
    const lookBack = (distance: number) => deflated({ symbols: [{ length: 3, distance }] });
    inflater.inflate(before);
    expect(inflater.inflate(lookBack(2 ** bits))).toEqual(noise(40_000).subarray(40_000 - 2 ** bits, 40_000 - 2 ** bits + 3));
    expect(() => inflater.inflate(lookBack(2 ** bits + 1))).toThrow(`with a window of ${2 ** bits}`);
  });

  it('keeps nothing where the context is not taken over', () => {
    const inflater = new ReferenceInflater(15, false);
    inflater.inflate(bytesOf('f248cdc9c90700'));
    expect(() => inflater.inflate(bytesOf('f200110000'))).toThrow('only 1 are known');
  });

  it.each(['07', '00 0500 0500 48656c6c6f 00', 'f248cdc9', ''])('fails at %j, which is no message', (hex) => {
    expect(() => new ReferenceInflater(15, false).inflate(bytesOf(hex))).toThrow('deflate:');
  });
});

describe('deflated', () => {
  it('writes what zlib inflates', () => {
    const wire = deflated(
      { stored: noise(300) },
      { symbols: [0, 143, 144, 255, { length: 258, distance: 300 }, { length: 3, distance: 1 }, { length: 10, distance: 257 }] },
    );
    const inflated = inflateRawSync(wire, sync);
    expect(new ReferenceInflater(15, false).inflate(wire)).toEqual(inflated);
    expect(inflated.length).toBe(300 + 4 + 258 + 3 + 10);
  });
});
