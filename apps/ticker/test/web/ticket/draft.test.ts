import { describe, expect, it } from 'vitest';
import { readDraft } from '../../../web/ticket/draft.ts';

const read = (quantity: string, limit: string) => readDraft({ symbol: 'ACME', side: 'buy', quantity, limit });

describe('readDraft', () => {
  it.each([
    ['100', '12.5', 100, 12.5],
    [' 1,000 ', '1,234.567', 1_000, 1_234.57],
    ['1000000', '0.01', 1_000_000, 0.01],
  ])('reads %j shares at %j', (quantityText, limitText, quantity, limit) => {
    expect(read(quantityText, limitText)).toEqual({ ok: true, order: { symbol: 'ACME', side: 'buy', quantity, limit } });
  });

  const QUANTITY = 'A whole number from 1 to 1,000,000';
  const LIMIT = 'A price, as 12.50';
  it.each([
    ['0', '1', { quantity: QUANTITY }],
    ['1.5', '1', { quantity: QUANTITY }],
    ['1000001', '1', { quantity: QUANTITY }],
    ['-5', '1', { quantity: QUANTITY }],
    ['1', '', { limit: LIMIT }],
    ['1', '0', { limit: LIMIT }],
    ['1', '0.001', { limit: LIMIT }],
    ['1', '1e3', { limit: LIMIT }],
    ['', 'ten', { quantity: QUANTITY, limit: LIMIT }],
  ])('says what is wrong with %j shares at %j', (quantity, limit, errors) => {
    expect(read(quantity, limit)).toEqual({ ok: false, errors });
  });
});
