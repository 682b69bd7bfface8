import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSamePlain } from '../../src/rooms/plain-equality.ts';

const same: [unknown, unknown][] = [
  [null, null],
  [1, 1],
  ['a', 'a'],
  [[], []],
  [{}, {}],
  [
    { a: 1, b: [2, { c: null }] },
    { b: [2, { c: null }], a: 1 },
  ],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  [[Uint8Array.of(1)], [Uint8Array.of(1)]],
];

const different: [unknown, unknown][] = [
  [null, undefined],
  [null, {}],
  [{}, null],
  [0, '0'],
  [0, false],
  [1, 2],
  [[], {}],
  [{}, []],
  [[1], [2]],
  [[1], [1, 2]],
  [[1, 2], [1]],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [{}, 5],
  [Uint8Array.of(1, 2), [1, 2]],
  [[1, 2], Uint8Array.of(1, 2)],
  [Uint8Array.of(1), Uint8Array.of(2)],
  [Uint8Array.of(), {}],
];

describe('isSamePlain', () => {
  it.each(same)('takes %o and %o for the same', (one, other) => {
    expect(isSamePlain(one, other)).toBe(true);
  });

  it.each(different)('takes %o and %o for different', (one, other) => {
    expect(isSamePlain(one, other)).toBe(false);
  });

  it('takes any JSON value for the same as its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.stringify(value);
        expect(isSamePlain(JSON.parse(json), JSON.parse(json))).toBe(true);
      }),
    );
  });

  it('tells any two JSON values apart whose texts differ', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (one, other) => {
        if (JSON.stringify(one) === JSON.stringify(other)) return;
        // The order of members is no difference, and -0 is 0 in JSON.
        fc.pre(sorted(one) !== sorted(other));
        expect(isSamePlain(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)))).toBe(false);
      }),
    );
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
