import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, systemErrors } from '../../src/envelope/error-code.ts';
import { declaredError, fromWireError, OutcomeUnknownError, RpcError, systemError, toWireError } from '../../src/envelope/rpc-error.ts';

function partsOf(error: RpcError) {
  const { name, code, message, data } = error;
  return { name, code, message, data };
}

describe('RpcError', () => {
  it('is an error that shows its name where errors show theirs', () => {
    const cause = new Error('because');
    const error = new RpcError('SoldOut', 1, 'nothing is left', { left: 0 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(partsOf(error)).toEqual({ name: 'SoldOut', code: 1, message: 'nothing is left', data: { left: 0 } });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe('SoldOut: nothing is left');
    expect(Object.keys(error).sort()).toEqual(['code', 'data']);
  });
});

describe('systemError', () => {
  it.each(systemErrors)('makes %s with its code and, unless told otherwise, its name as the message', (name) => {
    expect(partsOf(systemError(name))).toEqual({ name, code: ERROR_CODES[name], message: name, data: undefined });
  });

  it('takes a message, data and a cause', () => {
    const cause = new Error('because');
    const error = systemError('TooMany', 'too many calls', { retryAfterMs: 100 }, { cause });
    expect(partsOf(error)).toEqual({ name: 'TooMany', code: -32005, message: 'too many calls', data: { retryAfterMs: 100 } });
    expect(error.cause).toBe(cause);
  });
});

describe('declaredError', () => {
  it('has code 1 and its name as the message (§6)', () => {
    expect(partsOf(declaredError('SoldOut', { left: 0 }))).toEqual({ name: 'SoldOut', code: 1, message: 'SoldOut', data: { left: 0 } });
  });
});

describe('OutcomeUnknownError', () => {
  it('is an RpcError of its own name with code 0, and says why', () => {
    const cause = new Error('because');
    const error = new OutcomeUnknownError('the session was lost', { cause });
    expect(error).toBeInstanceOf(RpcError);
    expect(partsOf(error)).toEqual({ name: 'OutcomeUnknown', code: 0, message: 'the session was lost', data: undefined });
    expect(error.cause).toBe(cause);
  });
});

describe('toWireError', () => {
  it.each([
    { error: systemError('Forbidden'), wire: { code: -32002, message: 'Forbidden' } },
    { error: systemError('TooMany', 'wait', { retryAfterMs: 5 }), wire: { code: -32005, message: 'wait', data: { retryAfterMs: 5 } } },
    { error: systemError('Internal', 'no', null), wire: { code: -32603, message: 'no', data: null } },
    { error: declaredError('SoldOut', undefined), wire: { code: 1, message: 'SoldOut', data: { name: 'SoldOut' } } },
    { error: declaredError('SoldOut', null), wire: { code: 1, message: 'SoldOut', data: { name: 'SoldOut', data: null } } },
    {
      error: new RpcError('SoldOut', 1, 'a text for people here', { left: 0 }),
      wire: { code: 1, message: 'SoldOut', data: { name: 'SoldOut', data: { left: 0 } } },
    },
  ])('writes $error as $wire', ({ error, wire }) => {
    expect(toWireError(error)).toStrictEqual(wire);
  });

  it('never tells the cause', () => {
    const cause = new Error('a secret');
    expect(toWireError(systemError('Internal', 'Internal', undefined, { cause }))).toStrictEqual({ code: -32603, message: 'Internal' });
  });
});

describe('fromWireError', () => {
  it.each([
    { wire: { code: 1, message: 'SoldOut', data: { name: 'SoldOut' } }, name: 'SoldOut', data: undefined },
    { wire: { code: 1, message: 'm', data: { name: 'SoldOut', data: { left: 0 } } }, name: 'SoldOut', data: { left: 0 } },
    { wire: { code: 1, message: 'm', data: { name: 'OutcomeUnknown' } }, name: 'Internal', data: { name: 'OutcomeUnknown' } },
    { wire: { code: 1, message: 'm', data: { name: 5 } }, name: 'Internal', data: { name: 5 } },
    { wire: { code: 1, message: 'm', data: null }, name: 'Internal', data: null },
    { wire: { code: 1, message: 'm', data: 'SoldOut' }, name: 'Internal', data: 'SoldOut' },
    { wire: { code: 1, message: 'm' }, name: 'Internal', data: undefined },
    { wire: { code: -32004, message: 'm' }, name: 'DeadlineExceeded', data: undefined },
    { wire: { code: -32004, message: 'm', data: { name: 'SoldOut' } }, name: 'DeadlineExceeded', data: { name: 'SoldOut' } },
    { wire: { code: 0, message: 'm' }, name: 'Internal', data: undefined },
    { wire: { code: 42, message: 'm', data: [1] }, name: 'Internal', data: [1] },
  ])('reads $wire as $name', ({ wire, name, data }) => {
    expect(partsOf(fromWireError(wire))).toEqual({ name, code: wire.code, message: wire.message, data });
  });

  it('gives back every error that crosses the wire by value', () => {
    const systemNames = systemErrors.filter((name) => ERROR_CODES[name] !== 0);
    const error = fc.oneof(
      fc.tuple(fc.string(), fc.jsonValue()).map(([name, data]) => declaredError(name, data)),
      fc.string().map((name) => declaredError(name, undefined)),
      fc
        .tuple(fc.constantFrom(...systemNames), fc.string(), fc.jsonValue())
        .map(([name, message, data]) => systemError(name, message, data)),
    );
    fc.assert(
      fc.property(error, (sent) => {
        expect(partsOf(fromWireError(toWireError(sent)))).toEqual(partsOf(sent));
      }),
    );
  });
});
