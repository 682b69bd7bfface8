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
    keeper.networkLost();
    keeper.waiting('lost', 1_000);
    keeper.networkBack();
    keeper.live();
    keeper.networkLost();
    keeper.waiting('lost', 1_000);
    keeper.live();
    keeper.waiting('lost', 1_000);
    keeper.networkBack();
    expect(told).toEqual([
      ['offline', { reason: 'lost' }],
      ['offline', { reason: 'lost', retryAt: 5_000_000 }],
      ['connecting', {}],
      ['live', {}],
      ['offline', { reason: 'lost', retryAt: 5_000_000 }],
      ['live', {}],
      ['reconnecting', { reason: 'lost', retryAt: 5_000_000 }],
    ]);
  });

  it('is closed for good', () => {
    const { keeper, told } = keeping();
    keeper.closed({ reason: 'closed' });
    keeper.live();
    keeper.waiting('lost', 0);
    keeper.networkLost();
    keeper.closed({ reason: 'staysAway' });
    expect([keeper.status, told]).toEqual(['closed', [['closed', { reason: 'closed' }]]]);
  });
});
