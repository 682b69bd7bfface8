import { describe, expect, it } from 'vitest';
import { roomKey } from '../../src/rooms/room-key.ts';

describe('roomKey', () => {
  it('is the same for the same params, in whatever order their properties stand, at any depth', () => {
    expect(roomKey('chat', { a: 1, b: { c: [{ d: 1, e: 2 }], f: 3 } })).toBe(roomKey('chat', { b: { f: 3, c: [{ e: 2, d: 1 }] }, a: 1 }));
  });

  it('tells topics, values, orders of lists and missing params apart', () => {
    const keys = [
      roomKey('chat', undefined),
      roomKey('news', undefined),
      roomKey('chat', {}),
      roomKey('chat', { a: 1 }),
      roomKey('chat', { a: '1' }),
      roomKey('chat', { a: null }),
      roomKey('chat', [1, 2]),
      roomKey('chat', [2, 1]),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
