import { bytes, type Checks, compiledChecks, contract, procedure } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { procedureEntry, procedureValidators } from '../../src/calls/procedure-entry.ts';

const Text = Type.String();
const Photo = Type.Object({ photo: bytes(), title: Type.Optional(Text) });
const everything = contract({
  procedures: {
    plain: procedure({}),
    both: procedure({ params: Photo, input: Type.Number(), item: Type.Boolean(), result: Text, errors: { Odd: Text, Even: null } }),
  },
});
const { plain, both } = everything.procedures;
const handler = () => {};

describe('procedureEntry', () => {
  it('knows name, streams and handler', () => {
    const entries = [procedureEntry(plain, handler, compiledChecks), procedureEntry(both, handler, compiledChecks)];
    expect(entries.map(({ name, hasInput, hasItems }) => ({ name, hasInput, hasItems }))).toEqual([
      { name: 'plain', hasInput: false, hasItems: false },
      { name: 'both', hasInput: true, hasItems: true },
    ]);
    expect(entries.map((entry) => entry.handler)).toEqual([handler, handler]);
  });

  it('reads bytes from base64 texts in plain params, and then checks these', () => {
    const { receivePlain } = procedureEntry(both, handler, compiledChecks);
    expect([receivePlain({ photo: 'AQI=' }), receivePlain({ photo: 'AQI=', title: 1 }), receivePlain({ photo: '?' })]).toEqual([
      { ok: true, value: { photo: Uint8Array.of(1, 2) } },
      { ok: false, issues: [{ path: '/title', message: 'must be string' }] },
      { ok: false, issues: [{ path: '/photo', message: 'must be bytes' }] },
    ]);
    expect(procedureEntry(plain, handler, compiledChecks).receivePlain(undefined)).toEqual({ ok: true, value: undefined });
  });

  it('compiles nothing before it is used', async () => {
    let compiled = 0;
    const counting: Checks = (schema, definitions) => {
      compiled += 1;
      return compiledChecks(schema, definitions);
    };
    const { receivePlain } = procedureEntry(both, handler, counting);
    expect(compiled).toBe(0);
    await receivePlain({});
    const once = compiled;
    await receivePlain({});
    expect([once > 0, compiled]).toEqual([true, once]);
  });
});

describe('procedureValidators', () => {
  it('has a validator for each thing that goes over the wire', () => {
    const { params, input, item, result, errors } = procedureValidators(both, compiledChecks);
    const takes = [params, input, item, result, errors.get('Odd'), errors.get('Even')].map((validator) =>
      [{ photo: Uint8Array.of(1) }, 5, true, 'text', undefined]
        .map((value) => validator?.receive(value))
        .map((answer) => answer && 'ok' in answer && answer.ok),
    );
    expect(takes).toEqual([
      [true, false, false, false, false],
      [false, true, false, false, false],
      [false, false, true, false, false],
      [false, false, false, true, false],
      [false, false, false, true, false],
      [false, false, false, false, true],
    ]);
    expect([...errors.keys()]).toEqual(['Odd', 'Even']);
  });

  it('lets params be left out where nothing is required, and anything else not', () => {
    const optional = procedureValidators(
      contract({ procedures: { a: procedure({ params: Type.Object({}) }) } }).procedures.a,
      compiledChecks,
    );
    expect([optional.params.receive(undefined), optional.result.receive(null)]).toEqual([
      { ok: true, value: {} },
      { ok: true, value: undefined },
    ]);
  });
});
