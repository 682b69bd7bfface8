import { describe, expect, it } from 'vitest';
import { describeShares, describeSizes } from './report.ts';

describe('describeSizes', () => {
  it('makes a table with aligned columns', () => {
    expect(describeSizes([{ name: 'JSON client', minified: 68_702, gzipped: 9_300 }])).toBe(
      [
        '| entry       | minified | and gzipped |',
        '| ----------- | -------: | ----------: |',
        '| JSON client |   68,702 |       9,300 |',
      ].join('\n'),
    );
  });
});

describe('describeShares', () => {
  it('tells the shares of a hundred', () => {
    const shares = [
      { folder: 'protocol/session', minified: 2000 },
      { folder: 'client/rooms', minified: 1000 },
    ];
    expect(describeShares(shares)).toBe(
      [
        '| folder           | minified |  share |',
        '| ---------------- | -------: | -----: |',
        '| protocol/session |    2,000 | 66.7 % |',
        '| client/rooms     |    1,000 | 33.3 % |',
      ].join('\n'),
    );
  });
});
