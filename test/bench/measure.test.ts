import { describe, expect, it } from 'vitest';
import { spread, summarize } from './measure.ts';

describe('spread', () => {
  it.each([
    { figures: [7], median: 7, min: 7, max: 7 },
    { figures: [10, 9, 100], median: 10, min: 9, max: 100 },
    { figures: [4, 1, 3, 2], median: 2.5, min: 1, max: 4 },
  ])('finds the median between least and greatest of $figures', ({ figures, ...expected }) => {
    expect(spread(figures)).toEqual(expected);
  });

  it('throws where there is nothing to sum up', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe('summarize', () => {
  it('gives medians and ranges of speed', () => {
    const samples = [
      { rate: 100, cpuMicros: 3, loadMicros: 2 },
      { rate: 300, cpuMicros: 1, loadMicros: 4 },
      { rate: 200, cpuMicros: 2, loadMicros: 9 },
    ];
    expect(summarize('echo-64-d1', 'ws', samples)).toEqual({
      workload: 'echo-64-d1',
      candidate: 'ws',
      repeats: 3,
      rate: 200,
      rateMin: 100,
      rateMax: 300,
      cpuMicros: 2,
      cpuMicrosMin: 1,
      cpuMicrosMax: 3,
      loadMicros: 4,
    });
  });

  it('gives median and range of calls', () => {
    const samples = [{ callMicros: 3 }, { callMicros: 1 }, { callMicros: 2 }];
    expect(summarize('codec-small', 'json', samples)).toEqual({
      workload: 'codec-small',
      candidate: 'json',
      repeats: 3,
      callMicros: 2,
      callMicrosMin: 1,
      callMicrosMax: 3,
    });
  });

  it('gives median and range of memory', () => {
    const samples = [
      { kibPerConnection: 8, pooledKibPerConnection: 9 },
      { kibPerConnection: 6, pooledKibPerConnection: 10 },
    ];
    expect(summarize('memory-idle-10000', 'ws', samples)).toEqual({
      workload: 'memory-idle-10000',
      candidate: 'ws',
      repeats: 2,
      kibPerConnection: 7,
      kibPerConnectionMin: 6,
      kibPerConnectionMax: 8,
      pooledKibPerConnection: 9.5,
    });
  });
});
