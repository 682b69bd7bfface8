import { describe, expect, it } from 'vitest';
import { TapeRecord, type TapeRow } from '../../../web/tape/tape-record.ts';
import { sample } from '../sample.ts';

/** Trades with these numbers, made at their number in seconds. */
const trade = (number: number) => sample.trade({ number, time: number * 1000 });
const trades = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => trade(first + index));

/** A snapshot of the exchange that opened at a time. */
const opened = (openedAt: number, first: number, last: number) => ({ openedAt, trades: trades(first, last) });

/** How late trades come when all is well, in ms. The clock of the page is behind that of the exchange. */
const LATENESS_MS = -70_000;
const now = (seconds: number) => seconds * 1000 + LATENESS_MS;

function recordOf(first: number, last: number): TapeRecord {
  const record = new TapeRecord();
  for (const each of trades(first, last)) record.accept(each, now(each.number));
  return record;
}

const textOf = (row: TapeRow) => (row.kind === 'break' ? row.text : `${row.isRecovered ? 'recovered ' : ''}${row.trade.number}`);
const textsOf = (record: TapeRecord) => record.rowsAfter(0).rows.map(textOf);
const countsOf = ({ came, received, recovered, gaps, missing }: TapeRecord) => ({ came, received, recovered, gaps, missing });

describe('TapeRecord', () => {
  it('takes trades in order, each once', () => {
    const record = recordOf(5, 7);
    record.accept(trade(6), now(8));
    expect(textsOf(record)).toEqual(['5', '6', '7']);
    expect(countsOf(record)).toEqual({ came: 3, received: 3, recovered: 0, gaps: 0, missing: 0 });
  });

  it('begins with a snapshot, of which nothing is recovered', () => {
    const record = new TapeRecord();
    record.connected(now(4.5));
    record.restart(opened(1, 1, 3));
    record.accept(trade(4), now(4));
    record.accept(trade(5), now(4));
    expect(textsOf(record)).toEqual(['1', '2', '3', '4', '5']);
    expect(countsOf(record)).toEqual({ came: 5, received: 2, recovered: 0, gaps: 0, missing: 0 });
  });

  it('tells trades made while the page was away from those made since, whatever the clocks say', () => {
    const record = recordOf(1, 3);
    record.connected(now(6.5));
    for (const number of [4, 5, 6, 7]) record.accept(trade(number), now(7) + number);
    expect(textsOf(record)).toEqual(['1', '2', '3', 'recovered 4', 'recovered 5', 'recovered 6', '7']);
    expect(countsOf(record)).toEqual({ came: 7, received: 7, recovered: 3, gaps: 0, missing: 0 });
  });

  it('goes on behind a snapshot that reaches back far enough', () => {
    const record = recordOf(1, 3);
    record.restart(opened(1, 2, 5));
    expect(textsOf(record)).toEqual(['1', '2', '3', 'recovered 4', 'recovered 5']);
    expect(record.gaps).toBe(0);
  });

  it('shows a gap where a snapshot does not', () => {
    const record = recordOf(1, 3);
    record.restart(opened(1, 10, 11));
    expect(textsOf(record)).toEqual(['1', '2', '3', '6 trades missing: 4 to 9', 'recovered 10', 'recovered 11']);
    expect(countsOf(record)).toEqual({ came: 5, received: 3, recovered: 2, gaps: 1, missing: 6 });
  });

  it('shows a hole that nobody told of', () => {
    const record = recordOf(1, 3);
    record.accept(trade(5), now(5));
    expect(textsOf(record)).toEqual(['1', '2', '3', '1 trade missing: 4 to 4', '5']);
    expect(record.gaps).toBe(1);
  });

  it('begins anew with an exchange that did, whatever the numbers of its trades', () => {
    const record = new TapeRecord();
    record.restart(opened(1, 500, 501));
    record.restart(opened(2, 501, 502));
    record.accept(trade(503), now(503));
    expect(textsOf(record)).toEqual(['500', '501', 'The exchange began anew', '501', '502', '503']);
    expect(countsOf(record)).toEqual({ came: 5, received: 1, recovered: 0, gaps: 0, missing: 0 });
    expect(record.openings).toBe(1);
  });

  it('gives each row once to whoever asks for what is new, and keeps a thousand at least', () => {
    const record = recordOf(1, 2_500);
    const { rows, rowCount } = record.rowsAfter(2_498);
    expect([rows.map(textOf), rowCount]).toEqual([['2499', '2500'], 2_500]);
    expect(record.rowsAfter(2_500).rows).toEqual([]);
    expect(textsOf(record).slice(-1_000)).toEqual(trades(1_501, 2_500).map(({ number }) => String(number)));
    expect(textsOf(record).length).toBeLessThanOrEqual(2_000);
  });
});
