import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask, NOT_SEEN, turnKey } from '../../src/bytes/mask.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';

/** The rule of §5.3 as it stands there, on the key's four bytes in the order of the wire. */
function naivelyMasked(payload: Uint8Array, key: number): Uint8Array {
  const keyBytes = new Uint8Array(4);
  new DataView(keyBytes.buffer).setInt32(0, key, true);
  return payload.map((byte, at) => byte ^ (keyBytes[at % 4] ?? 0));
}

/** Lengths around the changes of method, at 32 and 256 bytes, and beyond. */
const anyLength = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 28, max: 70 }),
  fc.integer({ min: 240, max: 300 }),
  fc.integer({ min: 0, max: 5000 }),
);
const anyKey = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 0x7fff_ffff, -0x8000_0000), fc.nat(0xffff_ffff));
/** ASCII, and ASCII with one other byte somewhere. */
const anyAsciiOrNot = fc
  .record({
    ascii: fc.uint8Array({ max: 0x7f, maxLength: 255 }),
    spoiled: fc.boolean(),
    at: fc.nat(),
    byte: fc.integer({ min: 0x80, max: 0xff }),
  })
  .map(({ ascii, spoiled, at, byte }) => (spoiled ? ascii.map((old, place) => (place === at % ascii.length ? byte : old)) : ascii));
const anyPlace = fc.record({
  length: anyLength,
  key: anyKey,
  offset: fc.nat(20),
  before: fc.nat(20),
  after: fc.nat(20),
  seed: fc.nat(255),
});

/** A payload at `before` within a view that begins at `offset` of its memory. */
function placed({ length, offset, before, after, seed }: { length: number; offset: number; before: number; after: number; seed: number }) {
  const memory = new Uint8Array(offset + before + length + after);
  for (let at = 0; at < memory.length; at++) memory[at] = at * 167 + seed;
  return { memory, view: memory.subarray(offset), start: before, end: before + length };
}

describe('mask', () => {
  it("masks the RFC's example (§5.7)", () => {
    const payload = bytesOf('48 65 6c 6c 6f');
    mask(payload, 0, 5, 0x3d21fa37);
    expect(hexOf(payload)).toBe('7f9f4d5158');
  });

  it('is the XOR with the key at any alignment, and touches nothing else (§5.3)', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        const { memory, view, start, end } = placed(place);
        const expected = memory.slice();
        expected.set(naivelyMasked(view.subarray(start, end), place.key), place.offset + start);
        mask(view, start, end, place.key);
        expect(hexOf(memory)).toBe(hexOf(expected));
      }),
    );
  });

  it.each([...Array.from({ length: 20 }, (_, length) => length), 31, 32, 33, 34, 35, 36, 255, 256, 257, 259, 262, 263, 264, 4096])(
    'masks %d bytes at each alignment',
    (length) => {
      for (let offset = 0; offset < 8; offset++) {
        const { view, start, end } = placed({ length, offset, before: 3, after: 9, seed: 1 });
        const expected = naivelyMasked(view.subarray(start, end), 0x8badf00d);
        mask(view, start, end, 0x8badf00d);
        expect(hexOf(view.subarray(start, end))).toBe(hexOf(expected));
      }
    },
  );

  it('gives the bytes back when done twice', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        const { memory, view, start, end } = placed(place);
        const before = hexOf(memory);
        mask(view, start, end, place.key);
        mask(view, start, end, place.key);
        expect(hexOf(memory)).toBe(before);
      }),
    );
  });

  it('masks memory whose length is no multiple of a word', () => {
    for (const length of [32, 33, 34, 35, 36, 37, 38, 39, 256, 257, 258, 259, 260, 261, 262, 263]) {
      const payload = new Uint8Array(length).fill(0x61);
      const expected = naivelyMasked(payload, 0x01020304);
      mask(payload, 0, length, 0x01020304);
      expect(hexOf(payload)).toBe(hexOf(expected));
    }
  });

  it('keeps two memories apart that are masked by turns', () => {
    const [one, other] = [new Uint8Array(200), new Uint8Array(600)];
    for (const payload of [one, other, one, other, one]) mask(payload, 0, payload.length, 0x01010101);
    expect([hexOf(one), hexOf(other)]).toEqual(['01'.repeat(200), '00'.repeat(600)]);
  });

  it('answers below 0x80 exactly for ASCII, up to 255 bytes', () => {
    fc.assert(
      fc.property(anyAsciiOrNot, fc.integer(), fc.nat(9), (plain, key, before) => {
        const payload = joined(new Uint8Array(before).fill(0xff), naivelyMasked(plain, key), Uint8Array.of(0xff));
        const seen = mask(payload, before, before + plain.length, key);
        expect(seen < 0x80).toBe(plain.every((byte) => byte < 0x80));
      }),
    );
  });

  it.each([1, 4, 31, 32, 33, 35, 64, 254, 255])('sees one byte that is no ASCII anywhere in %d bytes', (length) => {
    for (let at = 0; at < length; at++) {
      const payload = naivelyMasked(new Uint8Array(length).fill(0x61).fill(0x80, at, at + 1), 0x11223344);
      expect(mask(payload, 0, length, 0x11223344)).toBeGreaterThanOrEqual(NOT_SEEN);
    }
  });

  it('does not look at longer payloads', () => {
    expect([255, 256, 5000].map((length) => mask(new Uint8Array(length), 0, length, 0))).toEqual([0, NOT_SEEN, NOT_SEEN]);
  });
});

describe('turnKey', () => {
  it.each([
    [0, 0x44332211],
    [1, 0x11443322],
    [2, 0x22114433],
    [3, 0x33221144],
    [4, 0x44332211],
    [65_537, 0x11443322],
  ])('turns the key by %d bytes', (count, turned) => {
    expect(turnKey(0x44332211, count) >>> 0).toBe(turned);
  });

  it('lets a payload be masked in pieces (§5.3)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), fc.integer(), fc.nat(1500), fc.nat(1500), (plain, key, one, other) => {
        const cuts = [0, Math.min(one, other, plain.length), Math.min(Math.max(one, other), plain.length), plain.length];
        const payload = plain.slice();
        let turned = key;
        for (const [nth, end] of cuts.slice(1).entries()) {
          const start = cuts[nth] ?? 0;
          mask(payload, start, end, turned);
          turned = turnKey(turned, end - start);
        }
        expect(hexOf(payload)).toBe(hexOf(naivelyMasked(plain, key)));
      }),
    );
  });
});
