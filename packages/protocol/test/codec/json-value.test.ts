import { describe, expect, it } from 'vitest';
import { errorJson, jsonOf, plainFromJson, plainJsonOf } from '../../src/codec/json-value.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import { nested } from '../support/nested.ts';
import { NOT_PLAIN } from '../support/not-plain.ts';
import { problemOf } from '../support/problem-of.ts';

const bytes = Uint8Array.of(1, 2);

describe('jsonOf', () => {
  it.each([
    { value: undefined, json: 'null' },
    { value: null, json: 'null' },
    { value: -0, json: '0' },
    { value: 'a"\u0000\ud800', json: '"a\\"\\u0000\\ud800"' },
    { value: { a: undefined, b: [true, 1.5] }, json: '{"b":[true,1.5]}' },
    { value: bytes, json: '{"$bytes":"AQI="}' },
    { value: { 'a"': [bytes, 'é', null, {}], b: undefined, c: 1 }, json: '{"a\\"":[{"$bytes":"AQI="},"é",null,{}],"c":1}' },
    { value: new EncodedValue('json', '[1]'), json: '[1]' },
  ])('writes $value as $json (§2)', ({ value, json }) => {
    expect(jsonOf(value)).toBe(json);
  });

  it.each(NOT_PLAIN)('refuses $name', ({ value }) => {
    expect(() => jsonOf(value)).toThrow(TypeError);
  });

  it('refuses a value that is encoded as MessagePack', () => {
    expect(() => jsonOf(new EncodedValue('msgpack', bytes))).toThrow(new TypeError('a value encoded as msgpack cannot stand in JSON'));
  });
});

describe('plainJsonOf', () => {
  it('writes bytes as base64 text, undefined as null', () => {
    expect([plainJsonOf([bytes]), plainJsonOf(undefined), plainJsonOf({ a: 1 })]).toEqual(['["AQI="]', 'null', '{"a":1}']);
  });
});

describe('errorJson', () => {
  it('writes what data there are, in the form that it is given', () => {
    expect(errorJson({ code: 1, message: '"' }, jsonOf)).toBe('{"code":1,"message":"\\""}');
    expect(errorJson({ code: 1, message: '', data: null }, jsonOf)).toBe('{"code":1,"message":"","data":null}');
    expect(errorJson({ code: 1, message: '', data: bytes }, plainJsonOf)).toBe('{"code":1,"message":"","data":"AQI="}');
  });
});

describe('plainFromJson', () => {
  it.each([
    { json: '1', value: 1 },
    { json: '"$bytes"', value: '$bytes' },
    { json: '[{"$bytes":"AQI="},{"a":{"$bytes":""}}]', value: [bytes, { a: new Uint8Array() }] },
    { json: '{"\\u0024bytes":"AQI="}', value: bytes },
    { json: '{"$bytes":"AQI=","a":1}', value: { $bytes: 'AQI=', a: 1 } },
    { json: '{"a":1,"$bytes":{"$bytes":""}}', value: { a: 1, $bytes: new Uint8Array() } },
  ])('reads $json (§2)', ({ json, value }) => {
    expect(plainFromJson(JSON.parse(json), 64)).toEqual(value);
  });

  it.each([
    '{"$bytes":"AQI"}',
    '{"$bytes":"AQI= "}',
    '{"$bytes":1}',
    '{"$bytes":{"$bytes":""}}',
    '{"a":{"__proto__":1}}',
    '{"__proto__":null,"$bytes":""}',
    '[[1e999]]',
    '-1e999',
  ])('refuses %s', (json) => {
    expect(problemOf(() => plainFromJson(JSON.parse(json), 64))).toBe('bad-content');
  });

  it.each([
    { levels: 0, depth: 0 },
    { levels: 1, depth: 1 },
    { levels: 64, depth: 64 },
  ])('reads what nests $depth deep when it may $levels, and nothing deeper', ({ levels, depth }) => {
    expect(plainFromJson(nested(depth), levels)).toEqual(nested(depth));
    expect(problemOf(() => plainFromJson(nested(depth + 1), levels))).toBe('bad-content');
  });

  it.each(['{}', '{"a":1}', '{"$bytes":"","a":1}', '[]'])('takes %s for a level', (json) => {
    expect(problemOf(() => plainFromJson(JSON.parse(json), 0))).toBe('bad-content');
  });

  it('takes bytes for no level', () => {
    expect(plainFromJson({ $bytes: 'AQI=' }, 0)).toEqual(bytes);
  });
});
