import { describe, expect, it } from 'vitest';
import { isControl, isParams, readCall, readRequestId, refuse } from '../../src/codec/call-reader.ts';
import { EnvelopeError } from '../../src/envelope/envelope-error.ts';
import { problemOf } from '../support/problem-of.ts';

const content = (params: unknown, meta?: unknown) => () => ({ params, meta });
const refused = (id: number | undefined, message: string) => ({ kind: 'refused', id, error: { code: -32600, message } });

describe('readRequestId', () => {
  it.each([
    { id: 1, method: 'm' },
    { id: 1, method: 5 },
    { id: 1, method: '$' },
    { id: 1, method: null },
    { id: -1, method: '$/' },
    { id: -1, method: '$/hello' },
    { id: -1, method: null },
  ])('takes $id for $method (§2)', ({ id, method }) => {
    expect(readRequestId(id, method)).toBe(id);
  });

  it.each([
    { id: -1, method: 'm' },
    { id: -1, method: 5 },
    { id: 1, method: '$/hello' },
    { id: 0, method: null },
    { id: null, method: 'm' },
  ])('refuses $id for $method (§2)', ({ id, method }) => {
    expect(problemOf(() => readRequestId(id, method))).toBe('bad-id');
  });
});

describe('readCall', () => {
  it('reads a request', () => {
    expect(readCall(1, 'm', content({ a: 1 }, { timeoutMs: 5 }), false)).toEqual({
      kind: 'request',
      id: 1,
      method: 'm',
      params: { a: 1 },
      meta: { timeoutMs: 5 },
    });
  });

  it('reads a notification', () => {
    expect(readCall(undefined, 'm', content(undefined), false)).toEqual({ kind: 'notify', method: 'm', params: undefined });
  });

  it('reads an index where there are some', () => {
    expect(readCall(1, 0, content([]), true)).toEqual({ kind: 'request', id: 1, method: 0, params: [] });
    expect(readCall(1, 0, content([]), false)).toEqual(refused(1, 'the method is no name'));
  });

  it.each([
    { name: 'a method', id: 1, method: null, params: [], meta: undefined, message: 'the method is no name' },
    {
      name: 'a control method',
      id: undefined,
      method: '$/ack',
      params: [],
      meta: undefined,
      message: 'a control method is no notification',
    },
    { name: 'params', id: 1, method: 'm', params: null, meta: undefined, message: 'params are neither an object nor an array' },
    {
      name: 'params of bytes',
      id: 1,
      method: 'm',
      params: new Uint8Array(),
      meta: undefined,
      message: 'params are neither an object nor an array',
    },
    { name: 'meta', id: 1, method: 'm', params: [], meta: null, message: 'meta is malformed' },
  ])('refuses $name, and says why', ({ id, method, params, meta, message }) => {
    expect(readCall(id, method, content(params, meta), true)).toEqual(refused(id, message));
  });

  it('refuses content that is no plain data', () => {
    const read = () => {
      throw new EnvelopeError('bad-content');
    };
    expect(readCall(1, 'm', read, false)).toEqual(refused(1, 'the content nests too deep or is no plain data'));
  });

  it('does not make a refused call of a message that cannot be read', () => {
    const read = () => {
      throw new EnvelopeError('unreadable');
    };
    expect(problemOf(() => readCall(1, 'm', read, false))).toBe('unreadable');
  });
});

describe('refuse', () => {
  it('answers with −32600', () => {
    expect(refuse(7, 'no')).toEqual(refused(7, 'no'));
  });
});

describe('isControl', () => {
  it('tells what begins with $/', () => {
    expect(['$/', '$/a', '$', '$a', '/$', '', 5, null].map(isControl)).toEqual([true, true, false, false, false, false, false, false]);
  });
});

describe('isParams', () => {
  it('tells objects and arrays, bytes apart', () => {
    expect([{}, [], null, undefined, 'a', 1, new Uint8Array()].map(isParams)).toEqual([true, true, false, false, false, false, false]);
  });
});
