import { describe, expect, it } from 'vitest';
import { Leases } from '../../src/memory/leases.ts';

describe('Leases', () => {
  it('ends a lease once, when it was not renewed for so long', () => {
    const leases = new Leases(30);
    leases.renew('a', 0);
    leases.renew('b', 0);
    leases.renew('b', 10);
    expect(leases.takeExpired(29)).toEqual(new Set());
    expect(leases.takeExpired(30)).toEqual(new Set(['a']));
    expect(leases.takeExpired(40)).toEqual(new Set(['b']));
    expect(leases.takeExpired(100)).toEqual(new Set());
  });
});
