import { expect, it } from 'vitest';
import { textBytes } from '../../src/log/text-bytes.ts';

it('textBytes counts two bytes for each UTF-16 unit', () => {
  expect(['', 'abc', 'é', '😀'].map(textBytes)).toEqual([0, 6, 2, 4]);
});
