import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS, readWaitMs, retryAfterOf } from '../../src/envelope/retry-after.ts';
import { toWireError } from '../../src/envelope/rpc-error.ts';
import { systemError } from '../../src/wire.ts';

describe('readWaitMs', () => {
  it.each([
    [0, 0],
    [1.5, 1.5],
    [299_999, 299_999],
    [300_000, 300_000],
    [300_001, 300_000],
    [Number.POSITIVE_INFINITY, 300_000],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.NEGATIVE_INFINITY, undefined],
    ['1000', undefined],
    [null, undefined],
    [undefined, undefined],
    [[5], undefined],
  ])('reads %j as %j', (value, wait) => {
    expect(readWaitMs(value)).toBe(wait);
  });
});

describe('retryAfterOf', () => {
  it('reads the wait of an error as it stands on the wire (§6)', () => {
    expect(retryAfterOf(toWireError(systemError('TooMany', 'too many', { retryAfterMs: 250 })))).toBe(250);
    expect(retryAfterOf({ code: -32005, message: '', data: { retryAfterMs: 1e9 } })).toBe(MAX_RETRY_AFTER_MS);
  });

  it.each([undefined, null, 5, 'retryAfterMs', {}, [], { retryAfterMs: null }, { retryAfterMs: '5' }, { retryAfterMs: -5 }])(
    'finds none in %j',
    (data) => {
      expect(retryAfterOf({ code: -32005, message: '', data })).toBeUndefined();
    },
  );
});
