import Type from 'typebox';
import { Errors } from 'typebox/value';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { bytes, isBytesSchema } from '../../src/contract/bytes.ts';
import { compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';

const File = Type.Object({
  content: bytes(),
  preview: Type.Optional(bytes()),
  parts: Type.Array(bytes()),
  source: Type.Union([bytes(), Type.Null()]),
});
const some = Uint8Array.of(1);

describe('bytes', () => {
  it.each([
    [{ content: some, parts: [], source: null }, true],
    [{ content: Buffer.from('a'), preview: some, parts: [some, some], source: some }, true],
    [{ content: 'AQ==', parts: [], source: null }, false],
    [{ content: [1], parts: [], source: null }, false],
    [{ content: new Uint16Array(1), parts: [], source: null }, false],
    [{ content: some, preview: 'AQ==', parts: [], source: null }, false],
    [{ content: some, parts: [some, null], source: null }, false],
    [{ content: some, parts: [], source: 1 }, false],
  ])('accepts a Uint8Array and nothing else, wherever it stands (%#)', (value, expected) => {
    expect(compiledChecks(File, {})(value)).toBe(expected);
    expect(dynamicChecks(File, {})(value)).toBe(expected);
  });

  it('says what it wants', () => {
    expect(Errors(bytes(), 'AQ==').map(({ message }) => message)).toEqual(['must be bytes']);
  });

  it('has the type of a Uint8Array', () => {
    expectTypeOf<Type.Static<typeof File>['parts']>().toEqualTypeOf<Uint8Array[]>();
  });
});

describe('isBytesSchema', () => {
  it.each([
    ['plain', bytes()],
    ['optional', Type.Optional(bytes())],
    ['read-only', Type.Readonly(bytes())],
    ['refined', Type.Refine(bytes(), (content) => content.length < 3)],
    [
      'with a transform',
      Type.Codec(bytes())
        .Decode(String)
        .Encode(() => some),
    ],
  ])('knows it %s', (_, schema) => {
    expect(isBytesSchema(schema)).toBe(true);
  });

  it.each([Type.Unknown(), Type.String(), Type.Array(bytes()), Type.Unsafe<Uint8Array>({})])('knows others apart (%#)', (schema) => {
    expect(isBytesSchema(schema)).toBe(false);
  });
});
