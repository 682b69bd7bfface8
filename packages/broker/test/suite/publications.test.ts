import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../src/log/retention.ts';
import { ephemeral, latest, logged, payload } from '../../src/suite/publications.ts';

describe('publications', () => {
  it('say a text in bytes, with the defaults of their delivery', () => {
    const bytes = Uint8Array.of(104, 105);
    const once = { principal: 'ann', key: 'k' };
    expect(payload('hi')).toEqual(bytes);
    expect(logged('hi', { once, retention: { count: 2 } })).toEqual({
      delivery: 'log',
      payload: bytes,
      retention: { ...DEFAULT_RETENTION, count: 2 },
      once,
    });
    expect(latest('slot', 'hi', { once })).toEqual({ delivery: 'latest', slot: 'slot', payload: bytes, ageMs: 86_400_000, once });
    expect(ephemeral('hi')).toEqual({ delivery: 'ephemeral', payload: bytes });
  });
});
