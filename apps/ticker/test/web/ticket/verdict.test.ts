import { OutcomeUnknownError, RpcError } from '@trunkline/client';
import { describe, expect, it } from 'vitest';
import { type PlaceOutcome, verdictOf } from '../../../web/ticket/verdict.ts';

const ORDER = { id: '0123456789', symbol: 'ACME', side: 'buy', quantity: 1_000, limit: 12.5 } as const;

const filled = (shares: number): PlaceOutcome => ({
  ok: true,
  value: { id: ORDER.id, symbol: 'ACME', side: 'buy', filled: shares, averagePrice: 12.34, cash: 0, position: 0 },
});

describe('verdictOf', () => {
  it.each([
    [1_000, { outcome: 'filled', text: 'Bought at 12.34' }],
    [300, { outcome: 'filled', text: 'Bought 300 of 1,000 at 12.34, no more within the limit' }],
    [0, { outcome: 'refused', text: 'Nobody offers within that limit', field: 'limit' }],
  ])('of %d shares filled', (shares, verdict) => {
    expect(verdictOf(ORDER, filled(shares))).toEqual(verdict);
  });

  it('speaks of a sale as one', () => {
    expect(verdictOf({ ...ORDER, side: 'sell' }, filled(1_000))).toEqual({ outcome: 'filled', text: 'Sold at 12.34' });
  });

  it.each<[PlaceOutcome & { ok: false }, object]>([
    [
      { ok: false, error: new RpcError('PriceOutOfBand', 1, '', { low: 10, high: 20 }) },
      { outcome: 'refused', text: 'Between 10.00 and 20.00', field: 'limit' },
    ],
    [
      { ok: false, error: new RpcError('NotEnoughCash', 1, '', { available: 50, needed: 12_500 }) },
      { outcome: 'refused', text: '$12,500.00 needed, $50.00 there', field: 'quantity' },
    ],
    [
      { ok: false, error: new RpcError('NotEnoughShares', 1, '', { available: 3 }) },
      { outcome: 'refused', text: 'You hold 3', field: 'quantity' },
    ],
    [
      { ok: false, error: new RpcError('MarketHalted', 1, '', undefined) },
      { outcome: 'refused', text: 'Trading is halted: the price moved too far too fast' },
    ],
    [
      { ok: false, error: new RpcError('UnknownSymbol', 1, '', { symbol: 'NONE' }) },
      { outcome: 'refused', text: 'Nothing trades as NONE' },
    ],
    [
      { ok: false, error: new OutcomeUnknownError('') },
      { outcome: 'unknown', text: 'Its answer is lost: it may be filled' },
    ],
    [
      { ok: false, error: new RpcError('Unavailable', -32_000, '', undefined) },
      { outcome: 'refused', text: 'Refused: Unavailable' },
    ],
  ])('of an error: %o', (outcome, verdict) => {
    expect(verdictOf(ORDER, outcome)).toEqual(verdict);
  });
});
