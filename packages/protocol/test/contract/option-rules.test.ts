import { describe, expect, it } from 'vitest';
import { booleanFaults, choiceFaults, countFaults, isPlainObject, unknownOptionFaults } from '../../src/contract/option-rules.ts';

describe('isPlainObject', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [{ a: 1 }, true],
    [{ '~trunkline': 'topic' }, false],
    [Object.create({}), false],
    [[], false],
    [new Map(), false],
    [null, false],
    [() => undefined, false],
    ['text', false],
  ])('%j: %j', (value, plain) => {
    expect(isPlainObject(value)).toBe(plain);
  });
});

describe('unknownOptionFaults', () => {
  it('names every option that does not exist, and no member of our own', () => {
    const faults = unknownOptionFaults('a.b', { parms: 1, result: undefined, '~name': '', kinds: 2 }, ['params', 'result']);
    expect([...faults]).toEqual([
      'a.b.parms: there is no such option; there are params, result',
      'a.b.kinds: there is no such option; there are params, result',
    ]);
  });
});

describe('choiceFaults', () => {
  it.each([
    ['log', []],
    ['logs', ['a: must be one of log, latest; it is logs']],
    [undefined, ['a: must be one of log, latest; it is undefined']],
  ])('%j', (value, faults) => {
    expect([...choiceFaults('a', value, ['log', 'latest'])]).toEqual(faults);
  });
});

describe('countFaults', () => {
  it.each([undefined, 1, Number.MAX_SAFE_INTEGER])('takes %j', (value) => {
    expect([...countFaults('a', value)]).toEqual([]);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 1n])('refuses %s', (value) => {
    expect([...countFaults('a', value)]).toEqual([`a: must be a positive whole number; it is ${String(value)}`]);
  });
});

describe('booleanFaults', () => {
  it.each([
    [true, []],
    [false, []],
    [0, ['a: must be true or false; it is 0']],
    [undefined, ['a: must be true or false; it is undefined']],
  ])('%j', (value, faults) => {
    expect([...booleanFaults('a', value)]).toEqual(faults);
  });
});
