import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';

export interface EnvelopeExample {
  readonly name: string;
  readonly envelope: OutboundEnvelope;
  readonly json: string;
  /** Hex, with spaces at the borders of members. */
  readonly msgpack: string;
}

const bytes = Uint8Array.of(0xfb, 0xff, 0);
const error = { code: -32800, message: 'Cancelled' };
const declared = { code: 1, message: 'Full', data: { name: 'Full', data: { free: 0 } } };

/** Every kind of envelope in both codecs, with and without its optional members. */
export const EVERY_ENVELOPE: readonly EnvelopeExample[] = [
  {
    name: 'a request',
    envelope: { kind: 'request', id: 1, method: 'chat.send', params: { text: 'hé' } },
    json: '{"jsonrpc":"2.0","id":1,"method":"chat.send","params":{"text":"hé"}}',
    msgpack: '94 00 01 a9636861742e73656e64 81a474657874a368c3a9',
  },
  {
    name: 'a request with an array of params and meta',
    envelope: {
      kind: 'request',
      id: 3,
      method: 'add',
      params: [1, -2.5],
      meta: { timeoutMs: 1500, traceparent: '00-1-2-01', tracestate: 'a=b' },
    },
    json: '{"jsonrpc":"2.0","id":3,"method":"add","params":[1,-2.5],"meta":{"timeoutMs":1500,"traceparent":"00-1-2-01","tracestate":"a=b"}}',
    msgpack:
      '95 00 03 a3616464 9201cbc004000000000000 83a974696d656f75744d73cd05dcab7472616365706172656e74a930302d312d322d3031aa74726163657374617465a3613d62',
  },
  {
    name: 'a request without params',
    envelope: { kind: 'request', id: 2, method: 'list', params: undefined },
    json: '{"jsonrpc":"2.0","id":2,"method":"list"}',
    msgpack: '94 00 02 a46c697374 c0',
  },
  {
    name: 'a request without params but with meta',
    envelope: { kind: 'request', id: 5, method: 'list', params: undefined, meta: { timeoutMs: 0.5 } },
    json: '{"jsonrpc":"2.0","id":5,"method":"list","meta":{"timeoutMs":0.5}}',
    msgpack: '95 00 05 a46c697374 c0 81a974696d656f75744d73cb3fe0000000000000',
  },
  {
    name: 'a control request',
    envelope: { kind: 'request', id: -1, method: '$/leave', params: { room: 7 } },
    json: '{"jsonrpc":"2.0","id":-1,"method":"$/leave","params":{"room":7}}',
    msgpack: '94 00 ff a7242f6c65617665 81a4726f6f6d07',
  },
  {
    name: 'a response',
    envelope: { kind: 'response', id: 1, result: { at: 5 } },
    json: '{"jsonrpc":"2.0","id":1,"result":{"at":5}}',
    msgpack: '94 01 01 c0 81a2617405',
  },
  {
    name: 'a response of null',
    envelope: { kind: 'response', id: 1, result: null },
    json: '{"jsonrpc":"2.0","id":1,"result":null}',
    msgpack: '94 01 01 c0 c0',
  },
  {
    name: 'a response of bytes',
    envelope: { kind: 'response', id: 1, result: bytes },
    json: '{"jsonrpc":"2.0","id":1,"result":{"$bytes":"+/8A"}}',
    msgpack: '94 01 01 c0 c403fbff00',
  },
  {
    name: 'a failed response',
    envelope: { kind: 'response', id: -4, error },
    json: '{"jsonrpc":"2.0","id":-4,"error":{"code":-32800,"message":"Cancelled"}}',
    msgpack: '94 01 fc 82a4636f6465d2ffff7fe0a76d657373616765a943616e63656c6c6564 c0',
  },
  {
    name: 'a response with a declared error',
    envelope: { kind: 'response', id: 1, error: declared },
    json: '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"Full","data":{"name":"Full","data":{"free":0}}}}',
    msgpack: '94 01 01 83a4636f646501a76d657373616765a446756c6ca464617461 82a46e616d65a446756c6ca464617461 81a46672656500 c0',
  },
  {
    name: 'a notification',
    envelope: { kind: 'notify', method: 'typing', params: [] },
    json: '{"jsonrpc":"2.0","method":"typing","params":[]}',
    msgpack: '93 02 a6747970696e67 90',
  },
  {
    name: 'a notification without params but with meta',
    envelope: { kind: 'notify', method: 'typing', params: undefined, meta: {} },
    json: '{"jsonrpc":"2.0","method":"typing","meta":{}}',
    msgpack: '94 02 a6747970696e67 c0 80',
  },
  {
    name: 'an item',
    envelope: { kind: 'item', id: 7, item: { chunk: bytes } },
    json: '{"jsonrpc":"2.0","method":"$/item","params":[7,{"chunk":{"$bytes":"+/8A"}}]}',
    msgpack: '93 03 07 81a56368756e6bc403fbff00',
  },
  { name: 'an end', envelope: { kind: 'end', id: 7 }, json: '{"jsonrpc":"2.0","method":"$/end","params":[7]}', msgpack: '92 04 07' },
  {
    name: 'an end with an error',
    envelope: { kind: 'end', id: 7, error },
    json: '{"jsonrpc":"2.0","method":"$/end","params":[7,{"code":-32800,"message":"Cancelled"}]}',
    msgpack: '93 04 07 82a4636f6465d2ffff7fe0a76d657373616765a943616e63656c6c6564',
  },
  {
    name: 'credit',
    envelope: { kind: 'credit', id: 7, count: 32 },
    json: '{"jsonrpc":"2.0","method":"$/credit","params":[7,32]}',
    msgpack: '93 05 07 20',
  },
  {
    name: 'a cancel',
    envelope: { kind: 'cancel', id: 7 },
    json: '{"jsonrpc":"2.0","method":"$/cancel","params":[7]}',
    msgpack: '92 06 07',
  },
  {
    name: 'an event',
    envelope: { kind: 'event', room: 4, offset: 300, name: 'message', data: 'hi' },
    json: '{"jsonrpc":"2.0","method":"$/event","params":[4,300,"message","hi"]}',
    msgpack: '95 07 04 cd012c a76d657373616765 a26869',
  },
  {
    name: 'an event with its publisher',
    envelope: { kind: 'event', room: 4, offset: 0, name: 'message', data: null, publisher: 'p1' },
    json: '{"jsonrpc":"2.0","method":"$/event","params":[4,0,"message",null,"p1"]}',
    msgpack: '96 07 04 00 a76d657373616765 c0 a27031',
  },
  {
    name: 'events',
    envelope: {
      kind: 'events',
      room: 4,
      firstOffset: 70_000,
      events: [
        ['message', [bytes]],
        ['moved', { x: 1 }, 'p1'],
      ],
    },
    json: '{"jsonrpc":"2.0","method":"$/events","params":[4,70000,[["message",[{"$bytes":"+/8A"}]],["moved",{"x":1},"p1"]]]}',
    msgpack: '94 08 04 ce00011170 92 92a76d65737361676591c403fbff00 93a56d6f76656481a17801a27031',
  },
  {
    name: 'a snapshot',
    envelope: { kind: 'snapshot', room: 4, epoch: 'e1', offset: 12, data: true },
    json: '{"jsonrpc":"2.0","method":"$/snapshot","params":[4,"e1",12,true]}',
    msgpack: '95 09 04 a26531 0c c3',
  },
  {
    name: 'a gap',
    envelope: { kind: 'gap', room: 4, epoch: 'e1', offset: 12, reason: 'trimmed' },
    json: '{"jsonrpc":"2.0","method":"$/gap","params":[4,"e1",12,"trimmed"]}',
    msgpack: '95 0a 04 a26531 0c a77472696d6d6564',
  },
  {
    name: 'presence',
    envelope: { kind: 'presence', room: 4, full: false, changes: [['p1', { typing: false }], ['p2']] },
    json: '{"jsonrpc":"2.0","method":"$/presence","params":[4,false,[["p1",{"typing":false}],["p2"]]]}',
    msgpack: '94 0b 04 c2 92 92a2703181a6747970696e67c2 91a27032',
  },
  {
    name: 'presence of too many for a list',
    envelope: { kind: 'presence', room: 4, full: true, changes: 257 },
    json: '{"jsonrpc":"2.0","method":"$/presence","params":[4,true,257]}',
    msgpack: '94 0b 04 c3 cd0101',
  },
  {
    name: 'revoked',
    envelope: { kind: 'revoked', room: 4, error },
    json: '{"jsonrpc":"2.0","method":"$/revoked","params":[4,{"code":-32800,"message":"Cancelled"}]}',
    msgpack: '93 0c 04 82a4636f6465d2ffff7fe0a76d657373616765a943616e63656c6c6564',
  },
  {
    name: 'an ack',
    envelope: { kind: 'ack', received: 4_294_967_296 },
    json: '{"jsonrpc":"2.0","method":"$/ack","params":[4294967296]}',
    msgpack: '92 0d cb41f0000000000000',
  },
  { name: 'a ping', envelope: { kind: 'ping', n: 1 }, json: '{"jsonrpc":"2.0","method":"$/ping","params":[1]}', msgpack: '92 0e 01' },
  {
    name: 'a pong',
    envelope: { kind: 'pong', n: 200 },
    json: '{"jsonrpc":"2.0","method":"$/pong","params":[200]}',
    msgpack: '92 0f cc c8',
  },
  {
    name: 'a drain',
    envelope: { kind: 'drain', withinMs: 30_000, reason: 'deploy' },
    json: '{"jsonrpc":"2.0","method":"$/drain","params":[30000,"deploy"]}',
    msgpack: '93 10 cd7530 a66465706c6f79',
  },
];
