import { describe, expect, it } from 'vitest';
import { readCallOptions } from '../../src/calls/call-options.ts';

const plain = { name: 'confirm', hasInput: false };
const taking = { name: 'import', hasInput: true };

describe('readCallOptions', () => {
  it('reads what a caller says, or nothing', () => {
    const { signal } = new AbortController();
    const nothing = { timeoutMs: undefined, signal: undefined, input: undefined };
    expect([
      readCallOptions(undefined, plain),
      readCallOptions({}, plain),
      readCallOptions({ timeoutMs: undefined, signal: undefined }, plain),
      readCallOptions({ timeoutMs: 0.5, signal }, plain),
      readCallOptions({ input: [1] }, taking),
    ]).toEqual([nothing, nothing, nothing, { ...nothing, timeoutMs: 0.5, signal }, { ...nothing, input: [1] }]);
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN, '5', null])('refuses a timeoutMs of %s', (timeoutMs) => {
    expect(() => readCallOptions({ timeoutMs }, plain)).toThrow(new RangeError(`confirm: timeoutMs must be positive, not ${timeoutMs}`));
  });

  it.each([
    [{ signal: {} }, plain, 'confirm: signal must be an AbortSignal'],
    [{ signal: null }, plain, 'confirm: signal must be an AbortSignal'],
    [{ input: [] }, plain, 'confirm: takes no input'],
    [{}, taking, 'import: takes a stream; give its items as the option input'],
    [undefined, taking, 'import: takes a stream; give its items as the option input'],
    [{ input: 'text' }, taking, 'import: takes a stream; give its items as the option input'],
    [5, plain, 'confirm: the options of a call are an object'],
    [null, plain, 'confirm: the options of a call are an object'],
  ])('refuses %j', (given, procedure, message) => {
    expect(() => readCallOptions(given, procedure)).toThrow(new TypeError(message));
  });
});
