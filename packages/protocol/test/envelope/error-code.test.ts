import { describe, expect, it } from 'vitest';
import { DECLARED_ERROR_CODE, ERROR_CODES, isSystemErrorName, systemErrorOf, systemErrors } from '../../src/envelope/error-code.ts';

describe('ERROR_CODES', () => {
  it('has the codes of §6', () => {
    expect(ERROR_CODES).toEqual({
      Parse: -32700,
      InvalidRequest: -32600,
      MethodNotFound: -32601,
      InvalidParams: -32602,
      Internal: -32603,
      Cancelled: -32800,
      Unauthenticated: -32001,
      Forbidden: -32002,
      DeadlineExceeded: -32004,
      TooMany: -32005,
      Unavailable: -32006,
      TooLarge: -32007,
      NotJoined: -32008,
      Closed: 0,
      OutcomeUnknown: 0,
    });
    expect(DECLARED_ERROR_CODE).toBe(1);
  });

  it('has one for each name, and no two of the wire alike', () => {
    expect(Object.keys(ERROR_CODES).sort()).toEqual([...systemErrors].sort());
    const codes = Object.values(ERROR_CODES).filter((code) => code !== 0);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('systemErrorOf', () => {
  it.each(systemErrors.filter((name) => ERROR_CODES[name] !== 0))('finds %s by its code', (name) => {
    expect(systemErrorOf(ERROR_CODES[name])).toBe(name);
  });

  it.each([0, 1, -32003, -32000, -32768, 32600, Number.NaN])('finds nothing for %d: it is local, declared or unknown', (code) => {
    expect(systemErrorOf(code)).toBeUndefined();
  });
});

describe('isSystemErrorName', () => {
  it.each(systemErrors)('knows %s', (name) => {
    expect(isSystemErrorName(name)).toBe(true);
  });

  it.each(['', 'SoldOut', 'cancelled', 'toString', '__proto__', 'Timeout'])('leaves %j to contracts', (name) => {
    expect(isSystemErrorName(name)).toBe(false);
  });
});
