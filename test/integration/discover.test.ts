import { describe, expect, it } from 'vitest';
import { connectSession, startDemo } from './support/demo-app.ts';

/** Everything that OpenRPC 1.3 requires of a document, as far as it is not a JSON Schema. */
function faultsOf(document: Readonly<Record<string, unknown>>): string[] {
  const { openrpc, info, methods } = document;
  const faults: string[] = [];
  if (!/^1\.3\.\d+$/.test(String(openrpc))) faults.push('openrpc is no version');
  if (typeof Reflect.get(Object(info), 'title') !== 'string' || typeof Reflect.get(Object(info), 'version') !== 'string')
    faults.push('info');
  if (!Array.isArray(methods)) return [...faults, 'methods is no list'];
  const names = methods.map(({ name }) => name);
  if (new Set(names).size !== names.length) faults.push('two methods have one name');
  return [...faults, ...methods.flatMap((method) => faultsOfMethod(method).map((fault) => `${method.name}: ${fault}`))];
}

function faultsOfMethod({ params, result, errors, paramStructure }: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  if (!['by-name', 'by-position', 'either'].includes(String(paramStructure))) faults.push('paramStructure');
  const contents = [...(Array.isArray(params) ? params : []), result];
  if (!Array.isArray(params) || !contents.every(isContent)) faults.push('a content descriptor is none');
  const required = contents.slice(0, -1).map((content) => content.required === true);
  if (required.includes(true) && required.lastIndexOf(true) > required.indexOf(false) && required.includes(false))
    faults.push('required behind optional');
  for (const { code, message } of Array.isArray(errors) ? errors : []) {
    if (!Number.isInteger(code) || (code >= -32_768 && code <= -32_000) || typeof message !== 'string') faults.push('an error is none');
  }
  return faults;
}

function isContent(content: unknown): boolean {
  const { name, schema } = Object(content);
  return typeof name === 'string' && (typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null));
}

describe('rpc.discover', () => {
  it('answers an OpenRPC document of the whole contract, by POST and in a session', async () => {
    const { app, url } = await startDemo();
    const posted = await app.inject({ method: 'POST', url: '/rpc', payload: { jsonrpc: '2.0', id: 1, method: 'rpc.discover' } });
    const document = posted.json().result;
    expect(faultsOf(document)).toEqual([]);
    expect(document.methods.map(({ name }: { readonly name: string }) => name)).toEqual([
      'add',
      'whoAmI',
      'reverse',
      'hold',
      'pay',
      'explode',
      'speak',
      'fill',
      'count',
      'sum',
      'shout',
      'notes.keep',
    ]);
    expect(document.methods[0]).toEqual({
      name: 'add',
      paramStructure: 'by-name',
      params: [
        { name: 'a', required: true, schema: { type: 'number' } },
        { name: 'b', required: true, schema: { type: 'number' } },
      ],
      result: { name: 'result', schema: { type: 'number' } },
      errors: [],
      'x-trunkline': { kind: 'query' },
    });
    const client = await connectSession(url());
    expect(await client.call('rpc.discover')).toEqual(document);
  });
});
