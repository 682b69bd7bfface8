import fc from 'fast-check';
import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes } from '../../src/contract/bytes.ts';
import type { Schema } from '../../src/contract/schema.ts';
import { roomKeys } from '../../src/validation/room-key.ts';
import { compiledChecks } from '../../src/validation/typebox-check.ts';

const Symbols = Type.Object({ symbol: Type.String(), depth: Type.Optional(Type.Number({ default: 5 })) });
const Anything = Type.Object({ any: Type.Unknown() });
const refused = (path: string, message: string) => ({ ok: false, issues: [{ path, message }] });

function keyOf(schema: Schema | undefined, params: unknown): unknown {
  const named = roomKeys(schema, compiledChecks)(params);
  return 'key' in named ? named.key : named;
}

describe('roomKeys', () => {
  it('gives the params with defaults, and the key', () => {
    expect(roomKeys(Symbols, compiledChecks)({ symbol: 'ACME' })).toEqual({
      ok: true,
      params: { symbol: 'ACME', depth: 5 },
      key: '{"depth":5,"symbol":"ACME"}',
    });
  });

  it.each<[string, Schema | undefined, unknown, unknown]>([
    ['no params', undefined, undefined, ''],
    ['no params, written as empty ones', undefined, {}, ''],
    ['params that may be left out', Type.Object({ depth: Type.Optional(Type.Number({ default: 5 })) }), undefined, '{"depth":5}'],
    ['optional params that are missing', Type.Object({ a: Type.Optional(Type.Number()) }), {}, '{}'],
    ['optional params that are undefined', Type.Object({ a: Type.Optional(Type.Number()) }), { a: undefined }, '{}'],
    ['a default as written out', Symbols, { symbol: 'A', depth: 5 }, '{"depth":5,"symbol":"A"}'],
    ['bytes', Type.Object({ id: bytes() }), { id: Uint8Array.of(1, 2) }, '{"id":{"$bytes":"AQI="}}'],
    ['bytes in arrays', Type.Object({ ids: Type.Array(bytes()) }), { ids: [Uint8Array.of(1, 2)] }, '{"ids":[{"$bytes":"AQI="}]}'],
    ['arrays', Anything, { any: [{ b: 1, a: [null, true] }] }, '{"any":[{"a":[null,true],"b":1}]}'],
    [
      'numbers as RFC 8785 writes them',
      Anything,
      { any: [-0, 1.0, 1e21, 1e-7, Number('333333333.33333329'), 4.5] },
      '{"any":[0,1,1e+21,1e-7,333333333.3333333,4.5]}',
    ],
    ['strings as RFC 8785 writes them', Anything, { any: '\u20ac$\u000f\nA\'B"\\/é\u2028' }, '{"any":"€$\\u000f\\nA\'B\\"\\\\/é\u2028"}'],
    [
      'names by UTF-16 units',
      Anything,
      { any: { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 } },
      '{"any":{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}}',
    ],
    [
      'Zod, which strips the unknown',
      z.object({ symbol: z.string(), depth: z.number().default(5) }),
      { symbol: 'A', x: 1 },
      '{"depth":5,"symbol":"A"}',
    ],
    [
      'Valibot, which strips the unknown',
      v.object({ symbol: v.string(), depth: v.optional(v.number(), 5) }),
      { symbol: 'A', x: 1 },
      '{"depth":5,"symbol":"A"}',
    ],
    ['Zod, which names no params', z.object({}).optional(), undefined, ''],
  ])('names the room of %s', (_, schema, params, expected) => {
    expect(keyOf(schema, params)).toBe(expected);
  });

  it.each<[string, Schema | undefined, unknown, unknown]>([
    ['params that are wrong', Symbols, { symbol: 5 }, refused('/symbol', 'must be string')],
    ['params where there are none', undefined, { a: 1 }, refused('', 'must be left out')],
    ['half of a surrogate pair', Symbols, { symbol: 'a\ud800' }, refused('/symbol', 'is not well-formed Unicode')],
    [
      'half of a surrogate pair in a name',
      Anything,
      { any: { '\udc00': 1 } },
      refused('/any', 'has a property name that is not well-formed Unicode'),
    ],
    ['an object that means bytes', Anything, { any: { $bytes: 'AQ==' } }, refused('/any', 'has no property but $bytes, which means bytes')],
    ['a number beyond all bounds', Anything, { any: [1, Infinity] }, refused('/any/1', 'is not plain data')],
    ['what is no number', Anything, { any: Number.NaN }, refused('/any', 'is not plain data')],
    ['a hole in an array', Anything, { any: [undefined] }, refused('/any/0', 'is not plain data')],
    ['an instance of a class', z.object({ at: z.coerce.date() }), { at: 0 }, refused('/at', 'is not plain data')],
    ['a big integer', z.object({ id: z.bigint() }), { id: 1n }, refused('/id', 'is not plain data')],
  ])('refuses %s', (_, schema, params, expected) => {
    expect(keyOf(schema, params)).toEqual(expected);
  });

  it('takes keys of up to 1,024 bytes in UTF-8', () => {
    const keys = [1_014, 1_015].map((bytes) => keyOf(Anything, { any: `é${'x'.repeat(bytes - 2)}` }));
    expect(keys).toEqual([`{"any":"é${'x'.repeat(1_012)}"}`, refused('', 'must have at most 1024 bytes as canonical JSON')]);
  });

  it.each([
    [{ symbol: 'A', x: 1 }, '/x'],
    [{ symbol: 'A', nested: { x: 1 } }, '/nested/x'],
    [JSON.parse('{"symbol":"A","__proto__":{}}'), '/__proto__'],
  ])('refuses unknown properties at every level (%#)', (params, path) => {
    const schema = Type.Object({ symbol: Type.String(), nested: Type.Optional(Type.Object({})) });
    expect(roomKeys(schema, compiledChecks)(params)).toMatchObject({ ok: false, issues: [{ path, message: 'is not allowed' }, {}] });
  });

  it('knows bytes from the object that means them, among other properties', () => {
    expect(keyOf(Anything, { any: { $bytes: 'AQ==', a: 1 } })).toBe('{"any":{"$bytes":"AQ==","a":1}}');
  });

  it('promises a key where the schema is asynchronous', async () => {
    const schema = z.object({ symbol: z.string() }).refine(async () => await Promise.resolve(true));
    expect(await roomKeys(schema, compiledChecks)({ symbol: 'A' })).toEqual({ ok: true, params: { symbol: 'A' }, key: '{"symbol":"A"}' });
  });

  it('gives equal keys for equal params only, in whatever order they come', () => {
    const keys = roomKeys(Anything, compiledChecks);
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (one, other) => {
        fc.pre(![one, other].some((value) => JSON.stringify(value).includes('__proto__')));
        const first = keys({ any: one });
        expect(keys({ any: reversed(one) })).toMatchObject({ ok: true, key: 'key' in first ? first.key : undefined });
        const second = keys({ any: other });
        const equal = 'key' in first && 'key' in second && first.key === second.key;
        expect(equal).toBe(sameJson(one, other));
      }),
    );
  });
});

/** The same, with the properties of each object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

function sameJson(one: unknown, other: unknown): boolean {
  try {
    // JSON has no -0.
    expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
    return true;
  } catch {
    return false;
  }
}
