import { describe, expect, it } from 'vitest';
import { StatusKeeper } from '../../src/connector/status-keeper.ts';

function keeping() {
  const told: unknown[] = [];
  const keeper = new StatusKeeper({ now: () => 1_000, date: () => 5_000_000 }, (status, detail) => told.push([status, detail]));
  return { keeper, told };
}

describe('StatusKeeper', () => {
  it('tells connecting from reconnecting, and when the next attempt is made', () => {
    const { keeper, told } = keeping();
    expect(keeper.status).toBe('connecting');
    keeper.waiting('lost', 1_500);
    keeper.live();
    keeper.live();
    keeper.waiting('drained', Number.POSITIVE_INFINITY);
    expect(told).toEqual([
      ['connecting', { reason: 'lost', retryAt: 5_000_500 }],
      ['live', {}],
      ['reconnecting', { reason: 'drained' }],
    ]);
  });

  it('is offline while the platform says so, unless a connection lives', () => {
    const { keeper, told } = keeping();
    keeper.networkLost(Number.POSITIVE_INFINITY);
    keeper.waiting('overloaded', 61_000);
    keeper.networkBack(1_100);
    keeper.live();
    keeper.networkLost(Number.POSITIVE_INFINITY);
    keeper.waiting('lost', 61_000);
    keeper.networkBack(Number.POSITIVE_INFINITY);
    keeper.networkLost(61_000);
    keeper.live();
    keeper.waiting('lost', 1_000);
    expect(told).toEqual([
      ['offline', { reason: 'lost' }],
      ['offline', { reason: 'overloaded', retryAt: 5_060_000 }],
      ['connecting', { reason: 'overloaded', retryAt: 5_000_100 }],
      ['live', {}],
      ['offline', { reason: 'lost', retryAt: 5_060_000 }],
      ['reconnecting', { reason: 'lost' }],
      ['offline', { reason: 'lost', retryAt: 5_060_000 }],
      ['live', {}],
      ['reconnecting', { reason: 'lost', retryAt: 5_000_000 }],
    ]);
  });

  it('tells of an attempt that is made sooner than was told, and of no other', () => {
    const { keeper, told } = keeping();
    keeper.hurried(1_000);
    keeper.waiting('lost', 3_000);
    for (const at of [4_000, 3_000, 2_000, 2_000]) keeper.hurried(at);
    keeper.networkBack(500);
    keeper.live();
    keeper.hurried(0);
    keeper.networkBack(0);
    expect(told).toEqual([
      ['connecting', { reason: 'lost', retryAt: 5_000_000 }],
      ['connecting', { reason: 'lost', retryAt: 5_002_000 }],
      ['connecting', { reason: 'lost', retryAt: 5_001_000 }],
      ['connecting', { reason: 'lost', retryAt: 5_000_000 }],
      ['live', {}],
    ]);
  });

  it('tells what the application threw for as long as it waits because of that', () => {
    const { keeper, told } = keeping();
    const cause = new Error('no token');
    keeper.waiting('authFailed', 3_000, cause);
    keeper.networkLost(61_000);
    keeper.waiting('lost', 61_000);
    expect(told).toEqual([
      ['connecting', { reason: 'authFailed', cause, retryAt: 5_002_000 }],
      ['offline', { reason: 'authFailed', cause, retryAt: 5_060_000 }],
      ['offline', { reason: 'lost', retryAt: 5_060_000 }],
    ]);
  });

  it('is closed for good', () => {
    const { keeper, told } = keeping();
    keeper.closed({ reason: 'closed' });
    keeper.live();
    keeper.waiting('lost', 0);
    keeper.networkLost(0);
    keeper.networkBack(0);
    keeper.closed({ reason: 'staysAway' });
    expect([keeper.status, told]).toEqual(['closed', [['closed', { reason: 'closed' }]]]);
  });
});
