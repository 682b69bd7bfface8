import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Limits, resolveLimits } from '../../src/vocabulary/limits.ts';

describe('DEFAULT_LIMITS', () => {
  it('has the documented values', () => {
    expect(DEFAULT_LIMITS).toEqual({
      maxMessageBytes: 1_048_576,
      maxFrameBytes: 1_048_576,
      maxFragments: 65_536,
      messageTimeoutMs: Number.POSITIVE_INFINITY,
      maxHeaderBytes: 16_384,
      handshakeTimeoutMs: 10_000,
      closeTimeoutMs: 5_000,
      highWaterMark: 1_048_576,
      lowWaterMark: 262_144,
      maxBufferedBytes: 16_777_216,
    });
  });
});

describe('resolveLimits', () => {
  it.each([[undefined], [{}], [{ maxMessageBytes: undefined, lowWaterMark: undefined }]])('answers the defaults for %j', (given) => {
    expect(given === undefined ? resolveLimits() : resolveLimits(withoutTypes(given))).toEqual(DEFAULT_LIMITS);
  });

  it('lets the frame limit follow a message limit that is given alone', () => {
    expect(resolveLimits({ maxMessageBytes: 5 })).toEqual({ ...DEFAULT_LIMITS, maxMessageBytes: 5, maxFrameBytes: 5 });
  });

  it('keeps a frame limit that is given too', () => {
    expect(resolveLimits({ maxMessageBytes: 5, maxFrameBytes: 3 })).toEqual({ ...DEFAULT_LIMITS, maxMessageBytes: 5, maxFrameBytes: 3 });
  });

  it('leaves the message limit alone where only a frame limit is given', () => {
    expect(resolveLimits({ maxFrameBytes: 3 })).toEqual({ ...DEFAULT_LIMITS, maxFrameBytes: 3 });
  });

  it('sets the low-water mark to a quarter of a high-water mark that is given alone, rounded down', () => {
    expect(resolveLimits({ highWaterMark: 1003 })).toMatchObject({ highWaterMark: 1003, lowWaterMark: 250 });
  });

  it('takes a low-water mark as high as its high-water mark', () => {
    expect(resolveLimits({ highWaterMark: 10, lowWaterMark: 10 })).toMatchObject({ highWaterMark: 10, lowWaterMark: 10 });
  });

  it('refuses a low-water mark above its high-water mark', () => {
    const message = 'lowWaterMark (11) must not be above highWaterMark (10)';
    expect(() => resolveLimits({ highWaterMark: 10, lowWaterMark: 11 })).toThrow(new RangeError(message));
  });

  it('lets a high-water mark above the default have sixteen times as much buffered', () => {
    expect(resolveLimits({ highWaterMark: 2 << 20 })).toEqual({
      ...DEFAULT_LIMITS,
      highWaterMark: 2 << 20,
      lowWaterMark: 512 << 10,
      maxBufferedBytes: 32 << 20,
    });
  });

  it('leaves room for large messages above a small high-water mark', () => {
    expect(resolveLimits({ highWaterMark: 1000 })).toEqual({ ...DEFAULT_LIMITS, highWaterMark: 1000, lowWaterMark: 250 });
  });

  it('keeps the marks below a maxBufferedBytes that is given alone', () => {
    expect(resolveLimits({ maxBufferedBytes: 100 })).toEqual({
      ...DEFAULT_LIMITS,
      highWaterMark: 100,
      lowWaterMark: 25,
      maxBufferedBytes: 100,
    });
  });

  it('refuses a high-water mark above maxBufferedBytes: nobody could be told to wait in time', () => {
    const message = 'highWaterMark (11) must not be above maxBufferedBytes (10)';
    expect(() => resolveLimits({ highWaterMark: 11, maxBufferedBytes: 10 })).toThrow(new RangeError(message));
  });

  it('lifts every limit at Infinity', () => {
    const lifted: Record<keyof Limits, number> = { ...DEFAULT_LIMITS };
    for (const name of limitNames()) lifted[name] = Number.POSITIVE_INFINITY;
    expect(resolveLimits(lifted)).toEqual(lifted);
  });

  it('lifts the marks together', () => {
    expect(resolveLimits({ highWaterMark: Number.POSITIVE_INFINITY })).toMatchObject({ lowWaterMark: Number.POSITIVE_INFINITY });
  });

  it.each(limitNames())('takes 0 for %s', (name) => {
    expect(resolveLimits({ lowWaterMark: 0, [name]: 0 })[name]).toBe(0);
  });

  it.each(limitNames().flatMap((name) => [-1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY].map((value) => ({ name, value }))))(
    'refuses $value for $name',
    ({ name, value }) => {
      const message = `${name} must be a whole number of at least 0, or Infinity; it is ${value}`;
      expect(() => resolveLimits({ [name]: value })).toThrow(new RangeError(message));
    },
  );

  it('refuses what is no number', () => {
    const message = 'maxFragments must be a whole number of at least 0, or Infinity; it is 7';
    expect(() => resolveLimits(withoutTypes({ maxFragments: '7' }))).toThrow(new RangeError(message));
  });

  it.each(['maxMesageBytes', 'toString'])('ignores %s, which is no limit', (name) => {
    expect(resolveLimits(withoutTypes({ [name]: 5 }))).toEqual(DEFAULT_LIMITS);
  });
});

function limitNames(): (keyof Limits)[] {
  return [
    'maxMessageBytes',
    'maxFrameBytes',
    'maxFragments',
    'maxHeaderBytes',
    'handshakeTimeoutMs',
    'closeTimeoutMs',
    'highWaterMark',
    'lowWaterMark',
    'maxBufferedBytes',
  ];
}

/** Options as a caller without a compiler may give them. */
function withoutTypes(given: object): Partial<Limits> {
  return given;
}
