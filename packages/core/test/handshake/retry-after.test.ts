import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../src/handshake/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const LONGEST = 2 ** 31 - 1;

describe('readRetryAfter', () => {
  it.each([
    [['0'], 0],
    [['120'], 120_000],
    [['007'], 7_000],
    [['2147483'], 2_147_483_000],
    [['2147484'], LONGEST],
    [['9'.repeat(400)], LONGEST],
    [['Thu, 01 Jan 2026 12:00:07 GMT'], 7_000],
    [['Thu, 01 Jan 2026 11:59:00 GMT'], 0],
    [['Fri, 01 Jan 9999 00:00:00 GMT'], LONGEST],
  ])('reads %j (RFC 9110 §10.2.3)', (values, waitMs) => {
    expect(readRetryAfter(values, NOW)).toBe(waitMs);
  });

  it.each([
    [[]],
    [['']],
    [['1', '1']],
    [['-1']],
    [['1.5']],
    [['1e9']],
    [['0x10']],
    [['Infinity']],
    [['soon 5']],
    [['Thu, 99 Jan 2026 12:00:00 GMT']],
    [['Thu, 01 Xyz 2026 12:00:00 GMT']],
    [['Thu Jan  1 12:00:07 2026']],
    [['Thursday, 01-Jan-26 12:00:07 GMT']],
    [['2026-01-01T12:00:07Z']],
  ])('takes %j as no wish at all', (values) => {
    expect(readRetryAfter(values, NOW)).toBeUndefined();
  });
});
