import { describe, expect, it } from 'vitest';
import { CandleLine } from '../../../web/chart/candle-line.ts';
import { sample } from '../sample.ts';

const at = (time: number, close = 2) => sample.candle({ time, close });

function lineAfter(...candles: readonly ReturnType<typeof at>[]): CandleLine {
  const line = new CandleLine();
  for (const candle of candles) line.accept(candle);
  return line;
}

describe('CandleLine', () => {
  it('gives the past as a whole, then what comes as a continuation', () => {
    const line = lineAfter(at(1), at(2));
    expect(line.takeNews()).toEqual({ candles: [at(1), at(2)], isWhole: true });
    expect(line.takeNews()).toBeUndefined();
    line.accept(at(2, 5));
    line.accept(at(3));
    expect(line.takeNews()).toEqual({ candles: [at(2, 5), at(3)], isWhole: false });
  });

  it('gives a candle that grew meanwhile once', () => {
    expect(lineAfter(at(1), at(1, 3), at(1, 4)).takeNews()).toEqual({ candles: [at(1, 4)], isWhole: true });
  });

  it('passes over finished candles that a stream asked for anew tells again', () => {
    const line = lineAfter(at(1), at(2), at(3));
    line.takeNews();
    for (const candle of [at(1), at(2), at(3, 7), at(4)]) line.accept(candle);
    expect(line.takeNews()).toEqual({ candles: [at(3, 7), at(4)], isWhole: false });
  });

  it('begins anew with another symbol', () => {
    const line = lineAfter(at(9));
    line.clear();
    line.accept(at(1));
    expect(line.takeNews()).toEqual({ candles: [at(1)], isWhole: true });
  });
});
