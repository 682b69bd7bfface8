import { describe, expect, it } from 'vitest';
import {
  type Branch,
  type Change,
  changeOfArray,
  changeOfObject,
  changeOfParts,
  changeOfUnion,
  type Place,
} from '../../src/validation/value-change.ts';

const upper: Change = (value) => (typeof value === 'string' ? value.toUpperCase() : value);
const failing: Change = () => {
  throw new Error('no');
};

function changed(change: Change | undefined, value: unknown): unknown {
  if (change === undefined) throw new Error('nothing to change');
  return change(value, []);
}

describe('changeOfObject', () => {
  it('is none when nothing inside changes', () => {
    expect(changeOfObject(new Map([['a', undefined]]), [{ pattern: undefined, change: undefined }])).toBeUndefined();
  });

  it('copies what is different and shares the rest', () => {
    const change = changeOfObject(new Map([['a', changeOfObject(new Map([['b', upper]]), [])]]), []);
    const value = { a: { b: 'x' }, c: { d: 1 } };
    const after = changed(change, value);
    expect(after).toEqual({ a: { b: 'X' }, c: { d: 1 } });
    expect(after).toHaveProperty('c', value.c);
    expect(value).toEqual({ a: { b: 'x' }, c: { d: 1 } });
  });

  it.each([{ a: 'X' }, { a: Number.NaN }, {}, [], 'x', null, undefined, Uint8Array.of(1)])(
    'answers the very same when nothing is different (%j)',
    (value) => {
      expect(changed(changeOfObject(new Map([['a', upper]]), []), value)).toBe(value);
    },
  );

  it('changes other properties by the first pattern that matches, and named ones by their name only', () => {
    const others = [
      { pattern: /^x/, change: upper },
      { pattern: undefined, change: () => 0 },
    ];
    expect(changed(changeOfObject(new Map([['xa', undefined]]), others), { xa: 'a', xb: 'b', c: 'c' })).toEqual({ xa: 'a', xb: 'B', c: 0 });
  });

  it('leaves a property alone for which the first pattern calls for nothing', () => {
    const others = [
      { pattern: /^x/, change: undefined },
      { pattern: undefined, change: upper },
    ];
    expect(changed(changeOfObject(new Map(), others), { x: 'a', y: 'b' })).toEqual({ x: 'a', y: 'B' });
  });

  it('never touches a prototype', () => {
    const value: unknown = JSON.parse('{"__proto__":"x"}');
    const after = changed(changeOfObject(new Map(), [{ pattern: undefined, change: () => ({ admin: true }) }]), value);
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(after)).toEqual(['__proto__']);
  });

  it('does not take what a prototype has for a property', () => {
    expect(changed(changeOfObject(new Map([['toString', (value) => value ?? 'default']]), []), {})).toEqual({ toString: 'default' });
  });
});

describe('changeOfArray', () => {
  it.each([
    [[undefined, upper], undefined, ['a', 'b', 'c'], ['a', 'B', 'c']],
    [[], upper, ['a', 'b'], ['A', 'B']],
    [[undefined], upper, ['a', 'b', 'c'], ['a', 'B', 'C']],
  ])('changes elements by their place (%#)', (first, rest, value, expected) => {
    expect(changed(changeOfArray(first, rest), value)).toEqual(expected);
    expect(value).toEqual(value.map((letter) => letter.toLowerCase()));
  });

  it.each([{ 0: 'a' }, ['A'], [], 'a', null])('answers the very same when nothing is different (%j)', (value) => {
    expect(changed(changeOfArray([], upper), value)).toBe(value);
  });

  it('is none when nothing inside changes', () => {
    expect(changeOfArray([undefined])).toBeUndefined();
  });
});

describe('changeOfParts', () => {
  it('makes one change after another', () => {
    const append: Change = (value) => `${value}!`;
    expect(changed(changeOfParts([undefined, upper, append]), 'a')).toBe('A!');
  });

  it('is none when no part changes', () => {
    expect(changeOfParts([undefined])).toBeUndefined();
  });
});

describe('changeOfUnion', () => {
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isUpper = (value: unknown): boolean => isText(value) && value === upper(value, []);
  const text: Branch = { accepts: isText, constants: [], change: undefined };
  const shouting: Branch = { accepts: isUpper, constants: [], change: upper };
  const nothing: Branch = { accepts: (value) => value === null, constants: [], change: undefined };

  it.each([
    ['before', [shouting, text], 'a', 'a'],
    ['before', [text, shouting], 'A', 'A'],
    ['before', [{ ...shouting, accepts: isText }, text], 'a', 'A'],
    ['after', [shouting, text], 'a', 'A'],
    ['after', [text, shouting], 'a', 'a'],
    ['last-resort', [shouting, text], 'a', 'a'],
    ['last-resort', [shouting, nothing], 'a', 'A'],
    ['before', [shouting], 5, 5],
    ['after', [shouting], 5, 5],
  ] as const)('%s: takes the branch in the order of declaration (%#)', (choice, branches, value, expected) => {
    expect(changed(changeOfUnion(choice, branches), value)).toBe(expected);
  });

  it('leaves to the next branch what a change throws at, with the place as it was', () => {
    const places: string[] = [];
    const place: Place = [];
    const inner = changeOfObject(new Map([['a', failing]]), []);
    const seeing: Change = (value, at) => {
      places.push(at.join('.'));
      return value;
    };
    const change = changeOfUnion('after', [
      { accepts: () => false, constants: [], change: inner },
      { accepts: () => true, constants: [], change: seeing },
    ]);
    changeOfObject(new Map([['u', change]]), [])?.({ u: { a: 1 } }, place);
    expect([places, place]).toEqual([['u'], []]);
  });

  it('does not try a branch that the constants rule out', () => {
    const tried: string[] = [];
    const branch = (kind: string): Branch => ({
      accepts: () => true,
      constants: [['kind', kind]],
      change: (value) => {
        tried.push(kind);
        return value;
      },
    });
    changed(changeOfUnion('after', [branch('a'), branch('b')]), { kind: 'b' });
    expect(tried).toEqual(['b']);
  });

  it('does not try a transform on null where a branch takes null', () => {
    const tried: unknown[] = [];
    const recording: Branch = { accepts: () => true, constants: [], change: (value) => tried.push(value) };
    expect(changed(changeOfUnion('after', [recording, nothing]), null)).toBeNull();
    expect(tried).toEqual([]);
    expect(changed(changeOfUnion('after', [recording, text]), null)).toBe(1);
  });

  it('is none when no branch changes', () => {
    expect(changeOfUnion('after', [text, nothing])).toBeUndefined();
  });
});

describe('a change that throws', () => {
  it('leaves where that was', () => {
    const place: Place = [];
    const change = changeOfObject(new Map([['a', changeOfArray([upper, changeOfObject(new Map([['b', failing]]), [])])]]), []);
    expect(() => change?.({ a: ['x', { b: 1 }] }, place)).toThrow('no');
    expect(place).toEqual(['a', 1, 'b']);
  });

  it('leaves no place when it does not throw', () => {
    const place: Place = [];
    changeOfArray([], upper)?.(['a'], place);
    expect(place).toEqual([]);
  });
});
