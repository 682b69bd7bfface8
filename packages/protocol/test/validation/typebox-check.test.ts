import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { closed } from '../../src/validation/typebox-closed.ts';
import { anySchemaAndValue } from '../support/any-schema.ts';

const Definitions = { Id: Type.Integer() };

describe.each([
  ['compiledChecks', compiledChecks],
  ['dynamicChecks', dynamicChecks],
])('%s', (_, checks) => {
  it('checks a value as it stands', () => {
    const check = checks(Type.Object({ a: Type.Number({ default: 1 }) }), {});
    expect([{ a: 1 }, { a: '1' }, {}, null].map(check)).toEqual([true, false, false, false]);
  });

  it('finds what references name in the definitions', () => {
    const check = checks(Type.Array(Type.Ref('Id')), Definitions);
    expect([[1], ['1'], []].map(check)).toEqual([true, false, true]);
  });
});

describe('compiledChecks and dynamicChecks', () => {
  it('agree on every value', () => {
    fc.assert(
      fc.property(anySchemaAndValue, ({ schema, value }) => {
        expect(dynamicChecks(schema, {})(value)).toBe(compiledChecks(schema, {})(value));
        expect(dynamicChecks(closed(schema), {})(value)).toBe(compiledChecks(closed(schema), {})(value));
      }),
      { numRuns: 500 },
    );
  });

  it('both work where code generation is forbidden, as under a policy without unsafe-eval', () => {
    const program = new URL('../support/without-code-generation.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', program], { encoding: 'utf8' });
    const expected = { ok: [true, false, true, false], unevaluated: [true, true, false], value: { at: '1970-01-01T00:00:00.000Z', n: 5 } };
    expect(JSON.parse(output)).toEqual({ forbidden: true, compiled: expected, dynamic: expected });
  });
});
