import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { plainCopy } from '../../src/codec/plain-copy.ts';

describe('plainCopy', () => {
  it('holds the same, whatever becomes of the original', () => {
    const original = { list: [1, { deep: 'a' }], bytes: Uint8Array.of(1, 2), nothing: null, flag: true };
    const copy = plainCopy(original);
    original.list.push(2);
    original.bytes.fill(9);
    Reflect.set(Object(original.list[1]), 'deep', 'b');
    expect(copy).toEqual({ list: [1, { deep: 'a' }], bytes: Uint8Array.of(1, 2), nothing: null, flag: true });
  });

  it.each([undefined, null, 0, 'a', false])('is %j itself', (value) => expect(plainCopy(value)).toBe(value));

  it('takes proxies, and the bytes of a `Buffer`, which are a view of others', () => {
    const buffer = Buffer.from([1, 2]);
    const copy = plainCopy({ state: new Proxy({ name: 'Ann' }, {}), buffer });
    buffer.fill(9);
    expect(copy).toStrictEqual({ state: { name: 'Ann' }, buffer: Uint8Array.of(1, 2) });
  });
});
