import { describe, expect, it } from 'vitest';
import { isItems, readCallOptions } from '../../src/callers/call-options.ts';

const plain = { name: 'confirm', hasInput: false };
const taking = { name: 'import', hasInput: true };
const unknown = { name: 'later', hasInput: undefined };

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
      readCallOptions({}, unknown),
      readCallOptions({ input: [1] }, unknown),
    ]).toEqual([
      ...[nothing, nothing, nothing],
      ...[
        { ...nothing, timeoutMs: 0.5, signal },
        { ...nothing, input: [1] },
      ],
      ...[nothing, { ...nothing, input: [1] }],
    ]);
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
    [{ input: 'text' }, unknown, 'later: takes a stream; give its items as the option input'],
    [{ input: null }, unknown, 'later: takes a stream; give its items as the option input'],
    [5, plain, 'confirm: the options of a call are an object, behind the params'],
    [null, plain, 'confirm: the options of a call are an object, behind the params'],
  ])('refuses %j', (given, procedure, message) => {
    expect(() => readCallOptions(given, procedure)).toThrow(new TypeError(message));
  });
});

describe('isItems', () => {
  it('tells what can be iterated; a text is no stream', () => {
    const values = [[], new Set(), (async function* () {})(), 'text', 5, null, undefined, {}];
    expect(values.map(isItems)).toEqual([true, true, true, false, false, false, false, false]);
  });
});
