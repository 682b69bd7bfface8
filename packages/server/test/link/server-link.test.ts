import { describe, expect, it } from 'vitest';
import { SharedMessage } from '../../src/link/server-link.ts';

describe('SharedMessage', () => {
  it.each([
    { name: 'a text in UTF-8', message: 'grün', bytes: 5 },
    { name: 'bytes as they are', message: Uint8Array.of(1, 2, 3), bytes: 3 },
    { name: 'nothing', message: '', bytes: 0 },
  ])('counts $name', ({ message, bytes }) => {
    const shared = new SharedMessage(message);
    expect([shared.bytes, shared.bytes, shared.message]).toEqual([bytes, bytes, message]);
  });
});
