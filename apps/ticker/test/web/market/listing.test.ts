import { describe, expect, it } from 'vitest';
import { changeOf, listed, type Sort, sortAfter } from '../../../web/market/listing.ts';
import { sample } from '../sample.ts';

const INSTRUMENTS = [
  sample.instrument({ symbol: 'BOLT', name: 'Bolt Energy', sector: 'Energy', previousClose: 50 }),
  sample.instrument({ symbol: 'ACME', name: 'Acme Robotics', sector: 'Industry', previousClose: 100 }),
  sample.instrument({ symbol: 'ENER', name: 'Other', sector: 'Finance', previousClose: 10 }),
];
const LAST: Readonly<Record<string, number>> = { BOLT: 55, ACME: 99, ENER: 10 };
const quoteOf = (symbol: string) => sample.quote({ symbol, last: LAST[symbol] ?? 0 });
const BY_SYMBOL: Sort = { by: 'symbol', isDescending: false };

const symbols = (text: string, sort: Sort = BY_SYMBOL) => listed(INSTRUMENTS, quoteOf, text, sort).map(({ symbol }) => symbol);

describe('listed', () => {
  it.each([
    ['', ['ACME', 'BOLT', 'ENER']],
    ['  bol ', ['BOLT']],
    ['robot', ['ACME']],
    ['finance', ['ENER']],
    ['ener', ['ENER', 'BOLT']], // a symbol that begins with it before a sector that has it
    ['nothing', []],
  ])('finds by %j', (text, expected) => {
    expect(symbols(text)).toEqual(expected);
  });

  it.each([
    [{ by: 'symbol', isDescending: true }, ['ENER', 'BOLT', 'ACME']],
    [{ by: 'last', isDescending: true }, ['ACME', 'BOLT', 'ENER']],
    [{ by: 'last', isDescending: false }, ['ENER', 'BOLT', 'ACME']],
    [{ by: 'change', isDescending: true }, ['BOLT', 'ENER', 'ACME']],
  ] as const)('sorts by %o', (sort, expected) => {
    expect(symbols('', sort)).toEqual(expected);
  });

  it('takes those for unchanged that have no quote yet', () => {
    const withoutQuotes = listed(INSTRUMENTS, () => undefined, '', { by: 'change', isDescending: true });
    expect(withoutQuotes).toEqual(INSTRUMENTS);
  });
});

describe('sortAfter', () => {
  it('begins figures with the highest and names with A, and turns around what is chosen again', () => {
    const byChange = sortAfter(BY_SYMBOL, 'change');
    expect([byChange, sortAfter(byChange, 'change'), sortAfter(byChange, 'symbol'), sortAfter(BY_SYMBOL, 'symbol')]).toEqual([
      { by: 'change', isDescending: true },
      { by: 'change', isDescending: false },
      { by: 'symbol', isDescending: false },
      { by: 'symbol', isDescending: true },
    ]);
  });
});

describe('changeOf', () => {
  it('is the change since the close before, in percent', () => {
    expect(changeOf(sample.instrument({ previousClose: 80 }), sample.quote({ last: 60 }))).toBe(-25);
  });
});
