import { describe, expect, it } from 'vitest';
import { pad } from './pad.ts';

describe('pad', () => {
  it.each([0, 5, 3, 1_000, 2])('makes a text of %i letters', (length) => {
    expect(pad(length)).toBe('x'.repeat(length));
  });
});
