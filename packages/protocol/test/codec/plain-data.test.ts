import { Buffer } from 'node:buffer';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { checkPlain, isReserved } from '../../src/codec/plain-data.ts';
import { nested } from '../support/nested.ts';
import { NOT_PLAIN } from '../support/not-plain.ts';

describe('checkPlain', () => {
  it.each(NOT_PLAIN)('refuses $name, and says where it is', ({ value, fault }) => {
    expect(() => checkPlain(value)).toThrow(new TypeError(`not plain data: ${fault}`));
  });

  it.each([
    { name: 'null', value: null },
    { name: 'a text', value: 'a' },
    { name: 'a boolean', value: false },
    { name: 'numbers', value: [0, -0, 1e300, 5e-324, Number.MAX_SAFE_INTEGER] },
    { name: 'an object without a prototype', value: Object.assign(Object.create(null), { a: 1 }) },
    { name: 'objects of another window', value: runInNewContext('({ a: [{}] })') },
    { name: 'a property that is undefined', value: { a: undefined } },
    { name: 'one that a symbol names', value: { [Symbol('a')]: () => 1 } },
    { name: 'the same object twice', value: Array(2).fill([1]) },
    { name: 'what nests 64 deep', value: nested(64) },
    { name: 'the key that means bytes beside another', value: { $bytes: 'AA==', a: 1 } },
    { name: 'keys that objects have already', value: { constructor: 1, toString: 2, prototype: 3 } },
  ])('lets $name pass, and finds no bytes', ({ value }) => {
    expect(checkPlain(value)).toBe(false);
  });

  it.each([
    { name: 'alone', value: new Uint8Array() },
    { name: 'as a Buffer', value: Buffer.from('a') },
    { name: 'of another window', value: runInNewContext('new Uint8Array(1)') },
    { name: 'in an array, before others', value: [new Uint8Array(), 1] },
    { name: 'in an object, before others', value: { a: new Uint8Array(), b: {} } },
    {
      name: 'at the deepest level',
      value: JSON.parse(`${'['.repeat(64)}0${']'.repeat(64)}`, (_, any: unknown) => (any === 0 ? new Uint8Array() : any)),
    },
  ])('finds bytes $name', ({ value }) => {
    expect(checkPlain(value)).toBe(true);
  });
});

describe('isReserved', () => {
  it.each([
    { key: '__proto__', object: { a: 1 }, is: true },
    { key: '$bytes', object: { $bytes: 1 }, is: true },
    { key: '$bytes', object: { $bytes: 1, a: 1 }, is: false },
    { key: 'a', object: { a: 1 }, is: false },
  ])('tells $key in $object: $is', ({ key, object, is }) => {
    expect(isReserved(key, object)).toBe(is);
  });
});
