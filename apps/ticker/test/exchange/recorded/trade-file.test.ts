import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordTrades } from '../../../exchange/recorded/record.ts';
import { formatTrades, parseTrades } from '../../../exchange/recorded/trade-file.ts';
import { SimulatedVenue } from '../../../exchange/simulated/simulated-venue.ts';

const HEADER = 'time,symbol,price,quantity,side';
const trade = (time: number, price: number, quantity: number, side: 'buy' | 'sell') =>
  ({ kind: 'trade', time, symbol: 'ACME', price, quantity, side }) as const;

describe('parseTrades', () => {
  it('reads times as numbers and as ISO 8601, and prices to the cent', () => {
    const text = `${HEADER}\n1000,ACME,42.17,300,buy\r\n1970-01-01T00:00:01.500Z,ACME,0.29,1,sell\n\n`;
    expect(parseTrades(text)).toEqual([trade(1_000, 4_217, 300, 'buy'), trade(1_500, 29, 1, 'sell')]);
  });

  it('reads what a spreadsheet wrote, which begins with a byte order mark', () => {
    expect(parseTrades(`\uFEFF${HEADER}\r\n1000,ACME,42.17,300,buy\r\n`)).toEqual([trade(1_000, 4_217, 300, 'buy')]);
  });

  it.each([
    { text: '', complaint: 'line 1: the header must be time,symbol,price,quantity,side' },
    { text: HEADER, complaint: 'there are no trades' },
    { text: `${HEADER}\n1,ACME,1,1`, complaint: 'line 2: five fields are needed' },
    { text: `${HEADER}\n1,ACME,1,1,buy,x`, complaint: 'line 2: five fields are needed' },
    { text: `${HEADER}\nnoon,ACME,1,1,buy`, complaint: 'line 2: "noon" is no time' },
    { text: `${HEADER}\n1,,1,1,buy`, complaint: 'line 2: a symbol has 1 to 12 characters' },
    { text: `${HEADER}\n1,ACME,-1,1,buy`, complaint: 'line 2: "-1" is no price' },
    { text: `${HEADER}\n1,ACME,x,1,buy`, complaint: 'line 2: "x" is no price' },
    { text: `${HEADER}\n1,ACME,1e300,1,buy`, complaint: 'line 2: "1e300" is no price' },
    { text: `${HEADER}\n1,ACME,1,1.5,buy`, complaint: 'line 2: "1.5" is no quantity' },
    { text: `${HEADER}\n1,ACME,1,1,hold`, complaint: 'line 2: "hold" is neither buy nor sell' },
    { text: `${HEADER}\n2,ACME,1,1,buy\n1,ACME,1,1,buy`, complaint: 'line 3: the time goes back' },
  ])('complains: $complaint', ({ text, complaint }) => {
    expect(() => parseTrades(text)).toThrow(new SyntaxError(complaint));
  });
});

describe('formatTrades', () => {
  it('writes what is read as the same', () => {
    const trades = [trade(1_000, 4_217, 300, 'buy'), trade(1_500, 29, 1, 'sell')];
    expect(parseTrades(formatTrades(trades))).toEqual(trades);
  });

  it('writes the sample that is in data/', () => {
    const openAt = Date.UTC(2026, 0, 5, 14, 30);
    const sample = formatTrades(recordTrades(new SimulatedVenue(1, openAt), { openAt, seconds: 120, symbols: 12 }));
    expect(sample).toBe(readFileSync(new URL('../../../data/sample.csv', import.meta.url), 'utf8'));
  });
});
