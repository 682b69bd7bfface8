import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { isProcedure, procedure } from '../../src/contract/procedure.ts';

const brand = { '~trunkline': 'procedure', '~name': '' };
const defaults = { errors: {}, kind: 'mutation', compress: true };

describe('procedure', () => {
  it('is a mutation without errors, compressed, with nothing to send or receive, unless said otherwise', () => {
    expect(procedure({})).toStrictEqual({ ...brand, ...defaults });
    expect(procedure({ kind: undefined, errors: undefined, compress: undefined })).toStrictEqual({ ...brand, ...defaults });
  });

  it('keeps what it is given, and is frozen', () => {
    const text = Type.String();
    const definition = {
      params: Type.Object({}),
      input: text,
      item: text,
      result: text,
      errors: { Late: null },
      kind: 'query',
      compress: false,
    } as const;
    const made = procedure(definition);
    expect(made).toStrictEqual({ ...brand, ...definition });
    expect(Object.isFrozen(made)).toBe(true);
  });
});

describe('isProcedure', () => {
  it.each([
    [procedure({}), true],
    [{ '~trunkline': 'procedure' }, true],
    [{ '~trunkline': 'topic' }, false],
    [{}, false],
    [null, false],
    ['procedure', false],
  ])('%j: %j', (value, made) => {
    expect(isProcedure(value)).toBe(made);
  });
});
