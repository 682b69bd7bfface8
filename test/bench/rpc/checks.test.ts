import { describe, expect, it } from 'vitest';
import { parseFollow, parsePost } from './checks.ts';

describe('parsePost', () => {
  it('takes what matches, as it stands', () => {
    const post = { room: 'lobby', text: 'hi', isUrgent: false };
    expect(parsePost(post)).toBe(post);
  });

  it.each([[{ room: 'lobby', text: 'hi' }], [{ room: 'lobby', text: 1, isUrgent: false }], [undefined]])('refuses %j', (params) => {
    expect(() => parsePost(params)).toThrow(TypeError);
  });
});

describe('parseFollow', () => {
  it.each([[{ symbol: 'ACME', count: 0 }], [{ symbol: 'ACME', count: 1.5 }], [{ count: 1 }]])('refuses %j', (params) => {
    expect(() => parseFollow(params)).toThrow(TypeError);
  });
});
