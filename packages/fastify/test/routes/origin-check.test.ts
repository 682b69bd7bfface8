import { describe, expect, it } from 'vitest';
import { type AllowedOrigins, isAllowedOrigin, validateOrigins } from '../../src/routes/origin-check.ts';

const LIST = ['https://app.example', 'https://app.example:8443', 'capacitor://localhost'];

describe('isAllowedOrigin', () => {
  it.each<[origin: string, host: string | undefined, boolean]>([
    ['https://app.example', 'app.example', true],
    ['http://app.example', 'app.example', true],
    ['https://app.example', 'APP.example', true],
    ['https://app.example', 'app.example:443', true],
    ['http://app.example', 'app.example:80', true],
    ['https://app.example', 'app.example:80', false],
    ['https://app.example:8443', 'app.example:8443', true],
    ['https://app.example:8443', 'app.example', false],
    ['https://app.example', 'app.example:8443', false],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['https://evil.example', 'app.example', false],
    ['https://app.example.evil.example', 'app.example', false],
    ['https://sub.app.example', 'app.example', false],
    ['null', 'app.example', false],
    ['null', 'null', false],
    ['', 'app.example', false],
    ['nonsense', 'nonsense', false],
    ['file://', '', false],
    ['https://a.example, https://app.example', 'app.example', false],
    ['https://app.example', undefined, false],
    ['https://app.example', 'app.example/../evil', false],
    ['https://app.example', 'user@app.example', false],
  ])('by its own origin, judges a page of %s at %s: %j', (origin, host, expected) => {
    expect(isAllowedOrigin({ origin, host }, 'same')).toBe(expected);
  });

  it.each([
    ['https://app.example', true],
    ['https://app.example:8443', true],
    ['capacitor://localhost', true],
    ['http://app.example', false],
    ['https://APP.example', false],
    ['https://app.example/', false],
    ['https://host.example', false],
    ['null', false],
  ])('by a list, judges a page of %s: %j', (origin, expected) => {
    expect(isAllowedOrigin({ origin, host: 'host.example' }, LIST)).toBe(expected);
  });

  it('lets pages without an origin connect only where they are listed', () => {
    expect(isAllowedOrigin({ origin: 'null', host: 'app.example' }, ['null'])).toBe(true);
  });

  it('lets anybody connect where that is wished', () => {
    expect(['null', 'https://evil.example'].map((origin) => isAllowedOrigin({ origin, host: 'app.example' }, 'any'))).toEqual([true, true]);
  });

  it.each<AllowedOrigins>(['same', 'any', LIST, []])('by %j, lets through what comes from no browser', (allowed) => {
    expect(isAllowedOrigin({ origin: undefined, host: 'app.example' }, allowed)).toBe(true);
  });
});

describe('validateOrigins', () => {
  it.each<AllowedOrigins>(['same', 'any', [], LIST, ['null'], ['chrome-extension://abc'], ['http://[::1]:3000']])('takes %j', (allowed) => {
    expect(() => validateOrigins(allowed)).not.toThrow();
  });

  it.each([
    ['https://app.example/'],
    ['https://app.example/path'],
    ['app.example'],
    ['https://APP.example'],
    ['https://app.example:443'],
    ['https://[::'],
    ['https://*.example?'],
    ['https://a.example https://b.example'],
    ['*'],
    [''],
    [undefined],
    [5],
  ])('refuses %j in a list, which no header could equal', (origin) => {
    expect(() => Reflect.apply(validateOrigins, undefined, [['https://app.example', origin]])).toThrow(TypeError);
  });

  it.each([['https://app.example'], [true], [null], [{}]])('refuses %j, which is no list', (allowed) => {
    expect(() => Reflect.apply(validateOrigins, undefined, [allowed])).toThrow(TypeError);
  });
});
