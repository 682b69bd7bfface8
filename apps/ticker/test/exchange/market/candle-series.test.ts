import { describe, expect, it } from 'vitest';
import { CandleSeries } from '../../../exchange/market/candle-series.ts';

function seriesOf(trades: readonly (readonly [time: number, price: number, volume: number])[]): CandleSeries {
  const series = new CandleSeries(1_000);
  for (const trade of trades) series.add(...trade);
  return series;
}

const FIRST = { time: 5_000, open: 10, high: 12, low: 9, close: 9, volume: 6 };
const SECOND = { time: 7_000, open: 11, high: 11, low: 11, close: 11, volume: 4 };

const series = () =>
  seriesOf([
    [5_000, 10, 1],
    [5_500, 12, 2],
    [5_999.9, 9, 3],
    [7_000, 11, 4],
  ]);

describe('CandleSeries', () => {
  it('makes a candle of the trades of an interval, and none of an interval without', () => {
    expect(series().newest(10)).toEqual([FIRST, SECOND]);
  });

  it('answers the newest, and those since a time', () => {
    expect(series().newest(1)).toEqual([SECOND]);
    expect(series().since(5_000)).toEqual([FIRST, SECOND]);
    expect(series().since(5_001)).toEqual([SECOND]);
    expect(series().since(7_001)).toEqual([]);
  });

  it('leaves what it answered as it is, so that a change shows', () => {
    const growing = series();
    const [before] = growing.newest(1);
    growing.add(7_500, 20, 1);
    expect(before).toEqual(SECOND);
    expect(growing.newest(1)[0]).toEqual({ ...SECOND, high: 20, close: 20, volume: 5 });
  });

  it('keeps 300', () => {
    const long = seriesOf(Array.from({ length: 400 }, (_, second) => [second * 1_000, 1, 1]));
    expect(long.newest(1_000).map(({ time }) => time)).toEqual(Array.from({ length: 300 }, (_, index) => (100 + index) * 1_000));
  });
});
