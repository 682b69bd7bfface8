import fc from 'fast-check';
import Type, { IsUnion, type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes } from '../../src/contract/bytes.ts';
import type { Schema } from '../../src/contract/schema.ts';
import { encodeBase64 } from '../../src/envelope/base64.ts';
import { isBytes } from '../../src/envelope/bytes.ts';
import { plainBytes } from '../../src/validation/plain-bytes.ts';
import { compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { anySchemaAndShape, someInside } from '../support/any-schema.ts';

const one = Uint8Array.of(1);

describe('plainBytes', () => {
  it.each<[string, Schema, unknown, unknown]>([
    ['the root', bytes(), 'AQ==', one],
    [
      'properties',
      Type.Object({ a: bytes(), b: Type.Optional(bytes()), c: Type.String() }),
      { a: 'AQ==', c: 'AQ==' },
      { a: one, c: 'AQ==' },
    ],
    ['arrays', Type.Array(bytes()), ['AQ==', ''], [one, new Uint8Array()]],
    ['records', Type.Record(Type.String(), bytes()), { a: 'AQ==' }, { a: one }],
    ['refined bytes', Type.Refine(bytes(), (content) => content.length > 0), 'AQ==', one],
    ['a nullable', Type.Array(Type.Union([bytes(), Type.Null()])), ['AQ==', null], [one, null]],
    ['a union with strings, where a string is one', Type.Union([bytes(), Type.String()]), 'AQ==', 'AQ=='],
    ['a union with some strings', Type.Union([bytes(), Type.Literal('AA==')]), 'AQ==', one],
    ['a union with some strings, one of them', Type.Union([bytes(), Type.Literal('AA==')]), 'AA==', 'AA=='],
    [
      'a branch that is right only with a default',
      Type.Union([Type.Object({ kind: Type.Literal('a'), content: bytes(), n: Type.Number({ default: 1 }) }), Type.Null()]),
      { kind: 'a', content: 'AQ==' },
      { kind: 'a', content: one, n: 1 },
    ],
    [
      'the branch of that kind',
      Type.Union([Type.Object({ kind: Type.Literal('a'), x: bytes() }), Type.Object({ kind: Type.Literal('b'), x: Type.String() })]),
      { kind: 'b', x: 'AQ==' },
      { kind: 'b', x: 'AQ==' },
    ],
    [
      'a branch that is wrong otherwise',
      Type.Union([Type.Object({ x: bytes(), n: Type.Number() }), Type.Null()]),
      { x: 'AQ==', n: 'x' },
      { x: 'AQ==', n: 'x' },
    ],
    ['what is no base64', Type.Array(bytes()), ['AQ=', '!', 'AQ==\n'], ['AQ=', '!', 'AQ==\n']],
    ['what is no string', Type.Array(bytes()), [1, null, one], [1, null, one]],
  ])('reads bytes in %s', (_, schema, value, expected) => {
    for (const checks of [compiledChecks, dynamicChecks]) expect(plainBytes(schema, checks)?.(value)).toEqual(expected);
  });

  it.each([
    ['without a schema', undefined],
    ['without bytes', Type.Object({ a: Type.String(), b: Type.Number({ default: 1 }) })],
    ['for a Standard Schema', z.object({ a: z.instanceof(Uint8Array) })],
  ])('is none %s', (_, schema) => {
    expect(plainBytes(schema, compiledChecks)).toBeUndefined();
  });

  it('reads deep values of a recursive union', () => {
    const Tree = Type.Cyclic(
      {
        Tree: Type.Union([
          Type.Object({ child: Type.Ref('Tree'), kind: Type.Literal('a') }),
          Type.Object({ child: Type.Ref('Tree'), kind: Type.Literal('b') }),
          bytes(),
        ]),
      },
      'Tree',
    );
    const nested = (depth: number, leaf: unknown): unknown => (depth === 0 ? leaf : { child: nested(depth - 1, leaf), kind: 'b' });
    expect(plainBytes(Tree, compiledChecks)?.(nested(40, 'AQ=='))).toEqual(nested(40, one));
  });

  it('gives back what was there before the bytes were written as base64', () => {
    fc.assert(
      fc.property(anySchemaAndShape, ({ schema, value }) => {
        fc.pre(dynamicChecks(schema, {})(value) && !someInside(schema, (part) => IsUnion(part) || isUnknown(part)));
        const read = plainBytes(schema, dynamicChecks) ?? ((same: unknown) => same);
        expect(read(withBase64(value))).toEqual(value);
      }),
    );
  });
});

function isUnknown(schema: TSchema): boolean {
  return '~kind' in schema && schema['~kind'] === 'Unknown' && !('~refine' in schema);
}

function withBase64(value: unknown): unknown {
  if (isBytes(value)) return encodeBase64(value);
  if (Array.isArray(value)) return value.map(withBase64);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withBase64(member)]));
}
