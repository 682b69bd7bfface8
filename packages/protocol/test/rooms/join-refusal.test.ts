import { describe, expect, it } from 'vitest';
import { ERROR_CODES, systemErrors } from '../../src/envelope/error-code.ts';
import { isPassing } from '../../src/rooms/join-refusal.ts';

describe('isPassing', () => {
  it.each(systemErrors)('knows what to make of %s', (name) => {
    const error = { code: ERROR_CODES[name], message: name };
    expect(isPassing(error, 1)).toBe(['TooMany', 'Unavailable', 'Internal'].includes(name));
  });

  it.each([
    [1, true],
    [2, true],
    [3, false],
    [4, false],
  ])('takes the internal error number %i in a row for a passing one: %j', (faults, passes) => {
    expect(isPassing({ code: -32603, message: '' }, faults)).toBe(passes);
  });

  it.each([1, 0, -32099, 500])('takes a refusal with code %i for final: it is the application’s, or nobody’s', (code) => {
    expect(isPassing({ code, message: '' }, 1)).toBe(false);
  });

  it('tries again however often the server is overloaded', () => {
    expect(isPassing({ code: -32005, message: '' }, 0)).toBe(true);
  });
});
