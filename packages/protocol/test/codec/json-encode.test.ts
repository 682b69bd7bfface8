import { describe, expect, it } from 'vitest';
import { encodeJson } from '../../src/codec/json-encode.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { everyContent } from '../support/every-content.ts';
import { nested } from '../support/nested.ts';
import { NOT_PLAIN } from '../support/not-plain.ts';

interface Example {
  readonly envelope: OutboundEnvelope;
  readonly json: string;
}

const encoded = (payload: string) => new EncodedValue('json', payload);

describe('encodeJson', () => {
  it.each<Example>([
    {
      envelope: { kind: 'request', id: 1, method: 'm', params: encoded('{ }') },
      json: '{"jsonrpc":"2.0","id":1,"method":"m","params":{ }}',
    },
    { envelope: { kind: 'notify', method: 'm', params: encoded('[ ]') }, json: '{"jsonrpc":"2.0","method":"m","params":[ ]}' },
    { envelope: { kind: 'response', id: 1, result: encoded(' 1') }, json: '{"jsonrpc":"2.0","id":1,"result": 1}' },
    {
      envelope: { kind: 'revoked', room: 1, error: { code: 1, message: 'm', data: encoded(' 1') } },
      json: '{"jsonrpc":"2.0","method":"$/revoked","params":[1,{"code":1,"message":"m","data": 1}]}',
    },
    {
      envelope: { kind: 'presence', room: 1, full: true, changes: [['p', encoded(' 1')]] },
      json: '{"jsonrpc":"2.0","method":"$/presence","params":[1,true,[["p", 1]]]}',
    },
  ])('joins what is encoded as it stands: $json', ({ envelope, json }) => {
    expect(encodeJson(envelope)).toBe(json);
  });

  it.each<Example>([
    { envelope: { kind: 'response', id: 1, result: undefined }, json: '{"jsonrpc":"2.0","id":1,"result":null}' },
    { envelope: { kind: 'response', id: 1 }, json: '{"jsonrpc":"2.0","id":1,"result":null}' },
    { envelope: { kind: 'item', id: 1, item: undefined }, json: '{"jsonrpc":"2.0","method":"$/item","params":[1,null]}' },
    {
      envelope: { kind: 'presence', room: 1, full: false, changes: [['p', undefined], ['q']] },
      json: '{"jsonrpc":"2.0","method":"$/presence","params":[1,false,[["p",null],["q"]]]}',
    },
  ])('writes null for content that is undefined: $json', ({ envelope, json }) => {
    expect(encodeJson(envelope)).toBe(json);
  });

  it('writes names that need quotes', () => {
    expect(encodeJson({ kind: 'notify', method: '"\n', params: [] })).toBe('{"jsonrpc":"2.0","method":"\\"\\n","params":[]}');
  });

  it('writes content that nests 64 deep in every place', () => {
    for (const envelope of everyContent(nested(63))) expect(JSON.parse(encodeJson(envelope))).toBeInstanceOf(Object);
    expect(JSON.parse(encodeJson({ kind: 'end', id: 1, error: { code: 1, message: '', data: nested(64) } }))).toBeInstanceOf(Object);
  });

  it.each(NOT_PLAIN)('refuses $name wherever content stands', ({ value }) => {
    for (const envelope of everyContent(value).filter(() => value !== undefined)) expect(() => encodeJson(envelope)).toThrow(TypeError);
  });

  it('refuses what is encoded as MessagePack wherever content stands', () => {
    const foreign = new EncodedValue('msgpack', Uint8Array.of(0x90));
    for (const envelope of everyContent(foreign)) expect(() => encodeJson(envelope)).toThrow(TypeError);
    expect(() => encodeJson({ kind: 'notify', method: 'm', params: foreign })).toThrow(TypeError);
  });

  it.each([null, 1, 'a', true, new Uint8Array(1), encoded('1'), encoded('"{"'), encoded('null')])('refuses params of %j', (params) => {
    const fault = new TypeError('params must be an object or an array');
    expect(() => encodeJson({ kind: 'request', id: 1, method: 'm', params })).toThrow(fault);
    expect(() => encodeJson({ kind: 'notify', method: 'm', params })).toThrow(fault);
  });

  it.each<OutboundEnvelope>([
    { kind: 'request', id: 1, method: 5, params: [] },
    { kind: 'notify', method: 5, params: [] },
    { kind: 'event', room: 1, offset: 0, name: 5, data: 0 },
    {
      kind: 'events',
      room: 1,
      firstOffset: 1,
      events: [
        ['e', 0],
        [5, 0],
      ],
    },
  ])('refuses an index for a name: $kind', (envelope) => {
    expect(() => encodeJson(envelope)).toThrow(new TypeError('an index cannot stand for a name in JSON: 5'));
  });

  it('refuses a notification with a control method, which would be another envelope', () => {
    expect(() => encodeJson({ kind: 'notify', method: '$/ack', params: [1] })).toThrow(
      new TypeError('a notification cannot be named $/ack'),
    );
  });
});
