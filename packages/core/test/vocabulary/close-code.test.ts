import { describe, expect, it } from 'vitest';
import { CloseCode, isWireCloseCode, MAX_CLOSE_REASON_BYTES } from '../../src/vocabulary/close-code.ts';

describe('CloseCode', () => {
  it('has the numbers of the registry (§7.4.1)', () => {
    expect(CloseCode).toEqual({
      normal: 1000,
      goingAway: 1001,
      protocolError: 1002,
      unsupported: 1003,
      noStatus: 1005,
      abnormal: 1006,
      invalidPayload: 1007,
      policyViolation: 1008,
      messageTooBig: 1009,
      mandatoryExtension: 1010,
      internalError: 1011,
    });
  });
});

describe('MAX_CLOSE_REASON_BYTES', () => {
  it('is a control payload less the code (§5.5.1)', () => {
    expect(MAX_CLOSE_REASON_BYTES).toBe(123);
  });
});

describe('isWireCloseCode', () => {
  it('allows exactly the assigned codes and the two open ranges (§7.4.2)', () => {
    const allowed = Array.from({ length: 65_536 }, (_, code) => code).filter((code) => isWireCloseCode(code));
    const open = Array.from({ length: 2000 }, (_, nth) => 3000 + nth);
    expect(allowed).toEqual([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, ...open]);
  });

  it.each([1000.5, 3000.5, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, which no close frame can hold', (code) => {
    expect(isWireCloseCode(code)).toBe(false);
  });
});
