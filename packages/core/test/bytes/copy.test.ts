import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { copyOf } from '../../src/bytes/copy.ts';
import { bytesOf } from '../support/bytes-of.ts';

describe('copyOf', () => {
  it.each([
    { name: 'a plain array', bytes: () => bytesOf('00 01 02 03') },
    { name: 'a Buffer, whose slice is a view', bytes: () => Buffer.from([0, 1, 2, 3]) },
  ])('copies a piece of $name', ({ bytes }) => {
    const original = bytes();
    const copy = copyOf(original, 1, 3);
    original.fill(9);
    expect(copy).toEqual(bytesOf('01 02'));
    expect(copy.buffer.byteLength).toBe(2);
  });

  it('copies all where no piece is named', () => {
    expect(copyOf(bytesOf('0a 0b'))).toEqual(bytesOf('0a 0b'));
  });
});
