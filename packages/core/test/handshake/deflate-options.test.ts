import { describe, expect, it } from 'vitest';
import { type DeflateOptions, MAX_WINDOW_BITS, resolveDeflate } from '../../src/handshake/deflate-options.ts';

const DEFAULTS = {
  thresholdBytes: 1024,
  level: 6,
  memLevel: 8,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: MAX_WINDOW_BITS,
  clientMaxWindowBits: MAX_WINDOW_BITS,
};

describe('resolveDeflate', () => {
  it.each([undefined, false])('answers undefined for %s: the extension is off', (given) => {
    expect(resolveDeflate(given)).toBeUndefined();
  });

  it.each([true, {}, { level: undefined, clientNoContextTakeover: undefined }, { unknown: 1 }])(
    'fills in every default for %j',
    (given) => {
      expect(resolveDeflate(given)).toEqual(DEFAULTS);
    },
  );

  it.each<DeflateOptions>([
    { thresholdBytes: 0 },
    { thresholdBytes: Number.POSITIVE_INFINITY },
    { level: -1 },
    { level: 0 },
    { level: 9 },
    { memLevel: 1 },
    { memLevel: 9 },
    { serverNoContextTakeover: false },
    { clientNoContextTakeover: false },
    { serverMaxWindowBits: 8 },
    { serverMaxWindowBits: 15 },
    { clientMaxWindowBits: 8 },
    { clientMaxWindowBits: 15 },
  ])('takes %o and leaves the rest', (given) => {
    expect(resolveDeflate(given)).toEqual({ ...DEFAULTS, ...given });
  });

  const outOfRange = [
    ['thresholdBytes', [-1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY, '1024']],
    ['level', [-2, 10, 1.5, Number.NaN, '6']],
    ['memLevel', [0, 10, 1.5, '8']],
    ['serverMaxWindowBits', [7, 16, 9.5, '15', true]],
    ['clientMaxWindowBits', [7, 16, 9.5, '15', true]],
  ] as const;

  it.each(outOfRange.flatMap(([name, values]) => values.map((value) => ({ name, value }))))(
    'rejects $value as $name',
    ({ name, value }) => {
      const given = JSON.parse('{}');
      given[name] = value;
      expect(() => resolveDeflate(given)).toThrow(RangeError);
      expect(() => resolveDeflate(given)).toThrow(`deflate.${name} must be a whole number`);
    },
  );

  it.each([
    ['{"serverNoContextTakeover":1}', 'deflate.serverNoContextTakeover must be a boolean; it is 1'],
    ['{"clientNoContextTakeover":"yes"}', 'deflate.clientNoContextTakeover must be a boolean; it is yes'],
    ['1', 'deflate must be a boolean or an object of options; it is 1'],
    ['"on"', 'deflate must be a boolean or an object of options; it is on'],
    ['null', 'deflate must be a boolean or an object of options; it is null'],
  ])('rejects %s', (json, message) => {
    expect(() => resolveDeflate(JSON.parse(json))).toThrow(new TypeError(message));
  });
});
