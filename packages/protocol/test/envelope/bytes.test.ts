import { Buffer } from 'node:buffer';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isBytes } from '../../src/envelope/bytes.ts';

const isThem = [
  { name: 'a Uint8Array', value: Uint8Array.of(1) },
  { name: 'an empty one', value: new Uint8Array() },
  { name: 'a Buffer', value: Buffer.from('a') },
  { name: 'those of another window', value: runInNewContext('new Uint8Array(1)') },
];

const isNot = [
  { name: 'an ArrayBuffer', value: new ArrayBuffer(1) },
  { name: 'a DataView', value: new DataView(new ArrayBuffer(1)) },
  { name: 'a Uint8ClampedArray', value: new Uint8ClampedArray(1) },
  { name: 'a Uint16Array', value: new Uint16Array(1) },
  { name: 'an array', value: [1] },
  { name: 'an object that claims to be them', value: { [Symbol.toStringTag]: 'Uint8Array' } },
  { name: 'a text', value: 'a' },
  { name: 'null', value: null },
  { name: 'undefined', value: undefined },
];

describe('isBytes', () => {
  it.each(isThem)('tells $name', ({ value }) => {
    expect(isBytes(value)).toBe(true);
  });

  it.each(isNot)('tells $name from them', ({ value }) => {
    expect(isBytes(value)).toBe(false);
  });
});
