import { describe, expect, it } from 'vitest';
import { plainAnswerOf, plainJson } from '../../src/calls/plain-json.ts';

describe('plainJson', () => {
  it('writes a value alone, bytes as base64', () => {
    expect([plainJson({ a: [1, 'null'], b: Uint8Array.of(255) }), plainJson(undefined), plainJson('"x"')]).toEqual([
      '{"a":[1,"null"],"b":"/w=="}',
      'null',
      '"\\"x\\""',
    ]);
  });

  it('refuses what is no plain data', () => {
    expect(() => plainJson(Number.NaN)).toThrow(TypeError);
  });
});

describe('plainAnswerOf', () => {
  it.each([1, 0.5, null, 'null', 'a "quoted" id'])('writes the answer to the call %j around a JSON', (id) => {
    expect(JSON.parse(plainAnswerOf(id, '[null,{"a":1}]'))).toEqual({ jsonrpc: '2.0', result: [null, { a: 1 }], id });
  });
});
