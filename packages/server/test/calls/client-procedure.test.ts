import { compiledChecks, contract, procedure } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { clientProcedure } from '../../src/calls/client-procedure.ts';

const { client } = contract({
  client: {
    confirm: procedure({ params: Type.Array(Type.Number()) }),
    files: { read: procedure({ kind: 'query', item: Type.String() }), write: procedure({ input: Type.String() }) },
  },
});

describe('clientProcedure', () => {
  it('knows what it takes to call a procedure of a client', () => {
    const known = [client.confirm, client.files.read, client.files.write].map((each) => clientProcedure(each, compiledChecks));
    expect(known.map(({ name, hasInput, hasItems, isQuery }) => ({ name, hasInput, hasItems, isQuery }))).toEqual([
      { name: 'confirm', hasInput: false, hasItems: false, isQuery: false },
      { name: 'files.read', hasInput: false, hasItems: true, isQuery: true },
      { name: 'files.write', hasInput: true, hasItems: false, isQuery: false },
    ]);
    expect(known.map(({ params }) => params.send([1]))).toMatchObject([{ ok: true, value: [1] }, { ok: false }, { ok: false }]);
  });
});
