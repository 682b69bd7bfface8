import { describe, expect, it } from 'vitest';
import { closeOf, decodeClose, encodeClose } from '../../src/connection/close-frame.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { violationOf } from '../support/violation-of.ts';

const { text } = nodePlatform;

const wireCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const otherCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

describe('closeOf', () => {
  it.each(wireCodes)('takes code %d (§7.4)', (code) => {
    expect(closeOf(code, 'why', text)).toEqual({ code, reason: 'why' });
  });

  it.each([...otherCodes, 1000.5, Number.NaN, -1])('throws for code %d, which may not be sent (§7.4)', (code) => {
    expect(() => closeOf(code, '', text)).toThrow(RangeError);
  });

  it('takes no code as 1005, a frame without payload (§7.1.5)', () => {
    expect(closeOf(undefined, '', text)).toEqual({ code: 1005, reason: '' });
  });

  it('throws for a reason without a code (§5.5.1)', () => {
    expect(() => closeOf(undefined, 'why', text)).toThrow(RangeError);
  });

  it.each([
    ['123 bytes', 'x'.repeat(123)],
    ['123 bytes in 41 characters', '€'.repeat(41)],
  ])('takes a reason of %s (§5.5)', (_, reason) => {
    expect(closeOf(1000, reason, text).reason).toBe(reason);
  });

  it.each([
    ['124 bytes', 'x'.repeat(124)],
    ['124 bytes in 42 characters', `${'€'.repeat(41)}x`],
  ])('throws for a reason of %s (§5.5)', (_, reason) => {
    expect(() => closeOf(1000, reason, text)).toThrow(/123 bytes/);
  });
});

describe('encodeClose', () => {
  it.each([
    [{ code: 1005, reason: '' }, ''],
    [{ code: 1000, reason: '' }, '03e8'],
    [{ code: 4999, reason: 'é' }, '1387c3a9'],
  ])('writes %o as %s', (close, payload) => {
    expect(hexOf(encodeClose(close, text))).toBe(payload);
  });
});

describe('decodeClose', () => {
  it('reads no payload as 1005 (§7.1.5)', () => {
    expect(decodeClose(new Uint8Array(0), text)).toEqual({ code: 1005, reason: '' });
  });

  it.each(wireCodes)('reads code %d with a reason', (code) => {
    const close = { code, reason: 'bye €' };
    expect(decodeClose(encodeClose(close, text), text)).toEqual(close);
  });

  it.each(otherCodes)('rejects code %d (§7.4)', (code) => {
    expect(violationOf(() => decodeClose(Uint8Array.of(code >> 8, code), text))).toBe('invalid-close-code');
  });

  it('rejects a payload of one byte (§5.5.1)', () => {
    expect(violationOf(() => decodeClose(bytesOf('03'), text))).toBe('invalid-close-payload');
  });

  it.each(['03e8 ff', '03e8 c3', '03e8 eda080'])('rejects the reason of %s, which is not UTF-8 (§5.5.1)', (payload) => {
    expect(violationOf(() => decodeClose(bytesOf(payload), text))).toBe('invalid-utf8');
  });
});
