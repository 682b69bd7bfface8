import { describe, expect, it } from 'vitest';
import { decodeJson } from '../../src/codec/json-decode.ts';
import { isCounted } from '../../src/envelope/envelope.ts';
import { BAD_MESSAGES, REFUSED_CALLS } from '../support/bad-envelope.ts';
import { nested, nestedJson } from '../support/nested.ts';
import { problemOf } from '../support/problem-of.ts';

const bad = BAD_MESSAGES.flatMap(({ name, problem, json }) => (json === undefined ? [] : [{ name, problem, json }]));
const refused = REFUSED_CALLS.flatMap(({ name, id, json }) => (json === undefined ? [] : [{ name, id, json }]));

describe('decodeJson', () => {
  it.each(bad)('finds $problem: $name (§2)', ({ problem, json }) => {
    expect(problemOf(() => decodeJson(json))).toBe(problem);
  });

  it.each(refused)('refuses and counts $name (§2)', ({ id, json }) => {
    const envelope = decodeJson(json);
    expect(envelope).toEqual({ kind: 'refused', id, error: { code: -32600, message: expect.any(String) } });
    expect(isCounted(envelope)).toBe(id === undefined || id > 0);
  });

  it.each([
    '{"jsonrpc":"2.0","method":"$/later","params":[1]}',
    '{"jsonrpc":"2.0","method":"$/"}',
    '{"jsonrpc":"2.0","method":"$/request","params":null}',
    '{"jsonrpc":"2.0","method":"$/unknown","params":{"__proto__":0}}',
    '{"jsonrpc":"1.0","method":"$/hello"}',
  ])('ignores a control notification that it does not know, and does not count it: %s (§2)', (json) => {
    const envelope = decodeJson(json);
    expect(envelope).toEqual({ kind: 'unknown' });
    expect(isCounted(envelope)).toBe(false);
  });

  it('reads a control request that it does not know, for the router to answer (§2)', () => {
    expect(decodeJson('{"jsonrpc":"2.0","id":-3,"method":"$/item","params":[1,2]}')).toEqual({
      kind: 'request',
      id: -3,
      method: '$/item',
      params: [1, 2],
    });
  });

  it.each([
    {
      name: 'of a request',
      json: '{"jsonrpc":"2.0","id":1,"method":"m","result":1,"later":{}}',
      envelope: { kind: 'request', id: 1, method: 'm' },
    },
    { name: 'of a response', json: '{"jsonrpc":"2.0","id":1,"result":0,"later":{}}', envelope: { kind: 'response', id: 1, result: 0 } },
    {
      name: 'of meta',
      json: '{"jsonrpc":"2.0","method":"m","meta":{"timeoutMs":1,"later":{}}}',
      envelope: { kind: 'notify', method: 'm', meta: { timeoutMs: 1 } },
    },
    {
      name: 'of an error',
      json: '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"","later":{}}}',
      envelope: { kind: 'response', id: 1, error: { code: 1, message: '' } },
    },
    { name: 'of a list', json: '{"jsonrpc":"2.0","method":"$/cancel","params":[1,{"__proto__":0}]}', envelope: { kind: 'cancel', id: 1 } },
    {
      name: 'of an event in a list',
      json: '{"jsonrpc":"2.0","method":"$/events","params":[1,1,[["e",0,null,"later"]]]}',
      envelope: { kind: 'events', room: 1, firstOffset: 1, events: [['e', 0]] },
    },
  ])('ignores members of later versions: $name (§2)', ({ json, envelope }) => {
    expect(decodeJson(json)).toEqual(envelope);
  });

  it.each([
    { json: '{"jsonrpc":"2.0","method":"$/end","params":[1,null]}', envelope: { kind: 'end', id: 1 } },
    {
      json: '{"jsonrpc":"2.0","method":"$/event","params":[1,0,"e",null,null]}',
      envelope: { kind: 'event', room: 1, offset: 0, name: 'e', data: null },
    },
  ])('reads null as an absent last member: $json (§2)', ({ json, envelope }) => {
    expect(decodeJson(json)).toEqual(envelope);
  });

  it('reads bytes at the deepest level, which are no level of their own (§2)', () => {
    expect(decodeJson(`{"jsonrpc":"2.0","method":"$/item","params":[1,${nestedJson(64).replace('0', '{"$bytes":""}')}]}`)).toEqual({
      kind: 'item',
      id: 1,
      item: JSON.parse(nestedJson(64), (_, value: unknown) => (value === 0 ? new Uint8Array() : value)),
    });
  });

  it.each([
    { kind: 'an item', json: `{"jsonrpc":"2.0","method":"$/item","params":[1,${nestedJson(64)}]}`, content: { item: nested(64) } },
    {
      kind: 'events',
      json: `{"jsonrpc":"2.0","method":"$/events","params":[1,1,[["e",${nestedJson(64)}]]]}`,
      content: { events: [['e', nested(64)]] },
    },
    {
      kind: 'presence',
      json: `{"jsonrpc":"2.0","method":"$/presence","params":[1,true,[["p",${nestedJson(64)}]]]}`,
      content: { changes: [['p', nested(64)]] },
    },
    {
      kind: 'an error',
      json: `{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"","data":${nestedJson(64)}}}`,
      content: { error: { code: 1, message: '', data: nested(64) } },
    },
    { kind: 'a request', json: `{"jsonrpc":"2.0","id":1,"method":"m","params":${nestedJson(64)}}`, content: { params: nested(64) } },
  ])('reads what nests 64 deep in $kind (§10)', ({ json, content }) => {
    expect(decodeJson(json)).toMatchObject(content);
  });

  it('takes the last of keys that stand twice', () => {
    expect(decodeJson('{"jsonrpc":"2.0","id":1,"id":3,"method":"m","params":{"a":1,"a":2}}')).toEqual({
      kind: 'request',
      id: 3,
      method: 'm',
      params: { a: 2 },
    });
  });

  it('keeps a text of 1 MiB', () => {
    const long = 'é'.repeat(2 ** 19);
    expect(decodeJson(`{"jsonrpc":"2.0","id":1,"result":"${long}"}`)).toEqual({ kind: 'response', id: 1, result: long });
  });

  it('cannot be made to change a prototype', () => {
    problemOf(() => decodeJson('{"__proto__":{"polluted":1},"jsonrpc":"2.0","id":1,"method":"m","params":{"__proto__":{"polluted":1}}}'));
    expect('polluted' in {}).toBe(false);
  });
});
