import { describe, expect, it } from 'vitest';
import * as member from '../../src/envelope/member.ts';
import { problemOf } from '../support/problem-of.ts';

const max = Number.MAX_SAFE_INTEGER;

interface Rule {
  readonly name: string;
  readonly read: (value: unknown) => unknown;
  readonly problem: string;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const rules: readonly Rule[] = [
  {
    name: 'readId',
    read: member.readId,
    problem: 'bad-id',
    good: [1, -1, max, -max],
    bad: [0, -0, 0.5, max + 1, '1', null, undefined, [1], Number.NaN],
  },
  { name: 'readCallId', read: member.readCallId, problem: 'bad-id', good: [1, max], bad: [0, -1, 0.5, max + 1, '1', null, undefined] },
  { name: 'readCount', read: member.readCount, problem: 'bad-member', good: [0, 1, max], bad: [-1, 0.5, max + 1, '1', null, undefined] },
  {
    name: 'readDuration',
    read: member.readDuration,
    problem: 'bad-member',
    good: [0, 0.5, 1e300],
    bad: [-1, -0.5, Number.POSITIVE_INFINITY, '1', null, undefined],
  },
  { name: 'readText', read: member.readText, problem: 'bad-member', good: ['', 'a'], bad: [1, null, undefined, ['a']] },
  { name: 'readFlag', read: member.readFlag, problem: 'bad-member', good: [true, false], bad: [0, 1, 'true', null, undefined] },
  { name: 'readContent', read: member.readContent, problem: 'bad-member', good: [null, 0, '', {}], bad: [undefined] },
  { name: 'readList', read: member.readList, problem: 'bad-member', good: [[], [1]], bad: [{}, { length: 0 }, 'a', null, undefined] },
  {
    name: 'readGapReason',
    read: member.readGapReason,
    problem: 'bad-member',
    good: ['epoch', 'trimmed', 'slow'],
    bad: ['', 'toString', null, undefined],
  },
  {
    name: 'readName with indexes',
    read: (value) => member.readName(value, true),
    problem: 'bad-member',
    good: ['', 'a', 0, max],
    bad: [-1, 0.5, null, undefined],
  },
  {
    name: 'readName without indexes',
    read: (value) => member.readName(value, false),
    problem: 'bad-member',
    good: ['', 'a'],
    bad: [0, 1, null, undefined],
  },
  {
    name: 'readError',
    read: member.readError,
    problem: 'bad-member',
    good: [
      { code: -32600, message: '' },
      { code: 1, message: 'a', data: null },
    ],
    bad: [
      null,
      undefined,
      'a',
      [],
      {},
      { code: 1 },
      { message: '' },
      { code: 0.5, message: '' },
      { code: '1', message: '' },
      { code: 1, message: 1 },
    ],
  },
];

describe.each(rules)('$name', ({ read, problem, good, bad }) => {
  it.each(good.map((value) => ({ value })))('reads $value', ({ value }) => {
    expect(read(value)).toEqual(value);
  });

  it.each(bad.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(problemOf(() => read(value))).toBe(problem);
  });
});

describe('readError', () => {
  it('drops what it does not know', () => {
    expect(member.readError({ code: 1, message: 'a', stack: 'secret' })).toStrictEqual({ code: 1, message: 'a' });
  });
});

describe('readOptional', () => {
  it('reads undefined and null as absent, everything else as it is told', () => {
    expect([undefined, null, 'a'].map((value) => member.readOptional(value, member.readText))).toEqual([undefined, undefined, 'a']);
    expect(problemOf(() => member.readOptional(1, member.readText))).toBe('bad-member');
  });
});

describe('readMeta', () => {
  it.each([
    { value: {}, meta: {} },
    { value: { later: 1 }, meta: {} },
    { value: { timeoutMs: 0.5 }, meta: { timeoutMs: 0.5 } },
    { value: { traceparent: '', tracestate: 'a' }, meta: { traceparent: '', tracestate: 'a' } },
    ...[
      null,
      [],
      'a',
      { timeoutMs: 0 },
      { timeoutMs: -1 },
      { timeoutMs: Number.POSITIVE_INFINITY },
      { timeoutMs: null },
      { timeoutMs: '1' },
    ].map((value) => ({ value, meta: undefined })),
    { value: { traceparent: 1 }, meta: undefined },
    { value: { tracestate: null }, meta: undefined },
  ])('reads $value as $meta', ({ value, meta }) => {
    expect(member.readMeta(value)).toStrictEqual(meta);
  });
});

describe('isCount', () => {
  it('tells what can number something', () => {
    expect([0, max, -1, 0.5, max + 1, '0', null].map(member.isCount)).toEqual([true, true, false, false, false, false, false]);
  });
});

describe('isObject', () => {
  it.each([
    { value: {}, is: true },
    { value: Object.create(null), is: true },
    { value: [], is: false },
    { value: null, is: false },
    { value: 'a', is: false },
    { value: undefined, is: false },
  ])('tells $value: $is', ({ value, is }) => {
    expect(member.isObject(value)).toBe(is);
  });
});

describe('readMembers', () => {
  it('has nothing of a prototype', () => {
    expect(member.readMembers({ a: 1 })).toEqual({ a: 1 });
    expect(member.readMembers({ a: 1 }).toString).toBeUndefined();
  });

  it.each([null, 5, 'text', [1], new Uint8Array(1), undefined])('takes %o for no object', (value) => {
    expect(problemOf(() => member.readMembers(value))).toBe('bad-member');
  });
});
