import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePlain, type PlainId } from '../../src/codec/plain-json-rpc.ts';
import { answerPlain } from '../support/plain-server.ts';

/** §7 of the JSON-RPC 2.0 specification, all of its exchanges. Without an answer: `undefined`. */
const specification = [
  {
    name: 'positional parameters',
    request: '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}',
    answer: '{"jsonrpc": "2.0", "result": 19, "id": 1}',
  },
  {
    name: 'positional parameters in another order',
    request: '{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}',
    answer: '{"jsonrpc": "2.0", "result": -19, "id": 2}',
  },
  {
    name: 'named parameters',
    request: '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
    answer: '{"jsonrpc": "2.0", "result": 19, "id": 3}',
  },
  {
    name: 'named parameters in another order',
    request: '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}',
    answer: '{"jsonrpc": "2.0", "result": 19, "id": 4}',
  },
  { name: 'a notification', request: '{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}' },
  { name: 'a notification of a method that does not exist', request: '{"jsonrpc": "2.0", "method": "foobar"}' },
  {
    name: 'a call of a method that does not exist',
    request: '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
    answer: '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}',
  },
  {
    name: 'invalid JSON',
    request: '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
    answer: '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
  },
  {
    name: 'an invalid request object',
    request: '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
    answer: '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}',
  },
  {
    name: 'a batch of invalid JSON',
    request: '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]',
    answer: '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
  },
  {
    name: 'an empty array',
    request: '[]',
    answer: '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}',
  },
  {
    name: 'an invalid batch that is not empty',
    request: '[1]',
    answer: '[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]',
  },
  {
    name: 'an invalid batch',
    request: '[1,2,3]',
    answer: `[${Array(3).fill('{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}').join(',')}]`,
  },
  {
    name: 'a batch',
    request: `[
      {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
      {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
      {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
      {"foo": "boo"},
      {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
      {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
    ]`,
    answer: `[
      {"jsonrpc": "2.0", "result": 7, "id": "1"},
      {"jsonrpc": "2.0", "result": 19, "id": "2"},
      {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
      {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
      {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}
    ]`,
  },
  {
    name: 'a batch of notifications',
    request: '[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]',
  },
];

/** Parses an answer and drops the message of errors, whose words the specification leaves to us. */
function withoutWords(answer: string | undefined): unknown {
  if (answer === undefined) return undefined;
  return JSON.parse(answer, (key, value: unknown) => (key === 'message' ? '' : value));
}

const call = (members: string) => `{"jsonrpc":"2.0","method":"update"${members}}`;
const failed = (code: number, id: PlainId) => ({ jsonrpc: '2.0', error: { code, message: '' }, id });
const done = (id: PlainId) => ({ jsonrpc: '2.0', result: null, id });
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** §6 of the protocol: "Plain JSON-RPC, to the letter". */
const rules = [
  { name: 'answers a void result with null', text: call(',"id":1'), answer: done(1) },
  { name: 'answers an id of null', text: call(',"id":null'), answer: done(null) },
  { name: 'gives back a text as it is', text: call(',"id":"1"'), answer: done('1') },
  { name: 'gives back the empty text', text: call(',"id":""'), answer: done('') },
  { name: 'gives back a fraction', text: call(',"id":1.5'), answer: done(1.5) },
  { name: 'gives back zero', text: call(',"id":0'), answer: done(0) },
  { name: 'gives back a negative number', text: call(',"id":-7'), answer: done(-7) },
  { name: 'gives back the greatest safe integer', text: call(',"id":9007199254740991'), answer: done(9007199254740991) },
  { name: 'refuses an id of 2^53', text: call(',"id":9007199254740992'), answer: failed(-32600, null) },
  { name: 'refuses an id of -2^53', text: call(',"id":-9007199254740992'), answer: failed(-32600, null) },
  { name: 'refuses an id beyond all bounds', text: call(',"id":1e999'), answer: failed(-32600, null) },
  { name: 'refuses an id that is an object', text: call(',"id":{}'), answer: failed(-32600, null) },
  { name: 'refuses an id that is an array', text: call(',"id":[1]'), answer: failed(-32600, null) },
  { name: 'refuses an id that is a boolean', text: call(',"id":true'), answer: failed(-32600, null) },
  { name: 'refuses params of null', text: call(',"id":1,"params":null'), answer: failed(-32600, 1) },
  { name: 'refuses params that are a text', text: call(',"id":1,"params":"a"'), answer: failed(-32600, 1) },
  { name: 'refuses params that are a number', text: call(',"id":1,"params":0'), answer: failed(-32600, 1) },
  { name: 'refuses params that are a boolean', text: call(',"id":1,"params":false'), answer: failed(-32600, 1) },
  { name: 'does not answer bad params of a notification', text: call(',"params":null'), answer: undefined },
  { name: 'refuses another version', text: '{"jsonrpc":"1.0","method":"update","id":1}', answer: failed(-32600, 1) },
  { name: 'refuses a version that is a number', text: '{"jsonrpc":2.0,"method":"update","id":1}', answer: failed(-32600, 1) },
  { name: 'refuses a missing version, also without an id', text: '{"method":"update"}', answer: failed(-32600, null) },
  { name: 'refuses a missing method', text: '{"jsonrpc":"2.0","id":"a"}', answer: failed(-32600, 'a') },
  { name: 'refuses a method that is null', text: '{"jsonrpc":"2.0","method":null,"id":1}', answer: failed(-32600, 1) },
  { name: 'refuses a scalar', text: '1', answer: failed(-32600, null) },
  { name: 'refuses null', text: 'null', answer: failed(-32600, null) },
  { name: 'ignores members that it does not know', text: call(',"id":1,"meta":{},"result":1'), answer: done(1) },
  { name: 'ignores a result', text: '{"jsonrpc":"2.0","result":1,"id":1}', answer: undefined },
  { name: 'ignores an error', text: '{"jsonrpc":"2.0","error":{"code":1,"message":"a"},"id":null}', answer: undefined },
  { name: 'ignores a batch of answers', text: '[{"jsonrpc":"2.0","result":null,"id":1}]', answer: undefined },
  { name: 'knows no control request', text: '{"jsonrpc":"2.0","method":"$/hello","params":{},"id":-1}', answer: failed(-32601, -1) },
  { name: 'ignores a control notification', text: '{"jsonrpc":"2.0","method":"$/item","params":[1,2]}', answer: undefined },
  { name: 'takes params as deep as 64', text: call(`,"id":1,"params":${nested(64)}`), answer: done(1) },
  { name: 'refuses params deeper than 64', text: call(`,"id":1,"params":${nested(65)}`), answer: failed(-32600, 1) },
  { name: 'refuses params a million deep', text: call(`,"id":1,"params":${nested(1e6)}`), answer: failed(-32600, 1) },
  { name: 'refuses a key that would change a prototype', text: call(',"id":1,"params":{"a":{"__proto__":{}}}'), answer: failed(-32600, 1) },
  { name: 'refuses the key that means bytes elsewhere', text: call(',"id":1,"params":{"a":{"$bytes":""}}'), answer: failed(-32600, 1) },
  { name: 'refuses a number beyond all bounds', text: call(',"id":1,"params":[1e999]'), answer: failed(-32600, 1) },
  { name: 'refuses a batch within a batch', text: '[[]]', answer: [failed(-32600, null)] },
  { name: 'refuses a batch of 101 as a whole', text: `[${Array(101).fill(call(',"id":1')).join()}]`, answer: failed(-32600, null) },
];

describe('decodePlain', () => {
  it.each(specification)('answers $name as the specification does (JSON-RPC §7)', ({ request, answer }) => {
    expect(withoutWords(answerPlain(request))).toEqual(withoutWords(answer));
  });

  it.each(rules)('$name (§6)', ({ text, answer }) => {
    expect(withoutWords(answerPlain(text))).toEqual(answer);
  });

  it('takes a batch of 100', () => {
    const { isBatch, members } = decodePlain(`[${Array(100).fill(call(',"id":1')).join()}]`);
    expect([isBatch, members.length]).toEqual([true, 100]);
  });

  it('gives params as they were sent', () => {
    expect(decodePlain(call(',"params":{"a":[1,{"b":"AA=="}]}'))).toEqual({
      isBatch: false,
      members: [{ kind: 'call', id: undefined, method: 'update', params: { a: [1, { b: 'AA==' }] } }],
    });
  });

  it('tells what is wrong', () => {
    expect(decodePlain('{')).toEqual({
      isBatch: false,
      members: [{ kind: 'refused', id: null, error: { code: -32700, message: 'the text is no JSON' } }],
    });
  });

  it('never throws, whatever it reads', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => decodePlain(text).members.length >= 0));
  });

  it('answers every member with an id once and no other, in a message of any calls', () => {
    const id = fc.option(fc.oneof(fc.string(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.constant(null)), { nil: undefined });
    const member = fc.record({ jsonrpc: fc.constant('2.0'), method: fc.constantFrom('update', 'foobar', '$/ack'), id });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 100 }), (batch) => {
        const answers: unknown = JSON.parse(answerPlain(JSON.stringify(batch)) ?? '[]');
        const ids = batch.flatMap((sent) => (sent.id === undefined ? [] : [sent.id === 0 ? 0 : sent.id]));
        expect(answers).toEqual(ids.map((own) => expect.objectContaining({ id: own })));
      }),
    );
  });
});
