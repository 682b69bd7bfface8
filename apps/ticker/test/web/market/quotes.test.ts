import { describe, expect, it } from 'vitest';
import { Quotes } from '../../../web/market/quotes.ts';
import { sample } from '../sample.ts';

function quotesAfter(...revisions: readonly number[]): Quotes {
  const quotes = new Quotes();
  for (const revision of revisions) quotes.accept(sample.quote({ revision }));
  return quotes;
}

describe('Quotes', () => {
  it.each([
    { revisions: [5], received: 1, conflated: 0 },
    { revisions: [5, 6, 7], received: 3, conflated: 0 },
    { revisions: [5, 9, 10], received: 3, conflated: 3 },
    { revisions: [5, 5], received: 1, conflated: 0 }, // told again by a join
    { revisions: [5, 1, 2], received: 3, conflated: 0 }, // another exchange
  ])('of revisions $revisions counts $received received and $conflated conflated', ({ revisions, received, conflated }) => {
    const quotes = quotesAfter(...revisions);
    expect([quotes.received, quotes.conflated]).toEqual([received, conflated]);
    expect(quotes.of('ACME')?.revision).toBe(revisions.at(-1));
  });

  it('tells once which symbols changed', () => {
    const quotes = quotesAfter(1, 2);
    quotes.accept(sample.quote({ symbol: 'BOLT' }));
    expect([...quotes.takeChanged()]).toEqual(['ACME', 'BOLT']);
    expect([...quotes.takeChanged()]).toEqual([]);
    quotes.accept(sample.quote({ revision: 2 }));
    expect([...quotes.takeChanged()]).toEqual([]);
    expect(quotes.size).toBe(2);
  });
});
