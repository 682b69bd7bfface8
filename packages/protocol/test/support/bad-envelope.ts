import type { EnvelopeProblem } from '../../src/envelope/envelope-error.ts';
import { nestedHex, nestedJson } from './nested.ts';

/** A message that is no envelope, in both codecs where both can say it. */
export interface BadMessage {
  readonly name: string;
  readonly problem: EnvelopeProblem;
  readonly json?: string;
  /** Hex. */
  readonly msgpack?: string;
}

/** A call whose content is refused; it is counted if the id is missing or positive. */
export interface RefusedCall {
  readonly name: string;
  readonly id: number | undefined;
  readonly json?: string;
  readonly msgpack?: string;
}

/** The JSON of an envelope whose members stand in a list. */
const tuple = (kind: string, members: string) => `{"jsonrpc":"2.0","method":"$/${kind}","params":[${members}]}`;
const request = (id: string, members = '"method":"m"') => `{"jsonrpc":"2.0","id":${id},${members}}`;
const response = (members: string) => `{"jsonrpc":"2.0",${members}}`;

export const BAD_MESSAGES: readonly BadMessage[] = [
  // Nothing to read
  { name: 'an empty message', problem: 'unreadable', json: '', msgpack: '' },
  { name: 'half a message', problem: 'unreadable', json: '{"jsonrpc":"2.0","id":1,"method":"m"', msgpack: '94 00 01 a16d' },
  { name: 'what follows a message', problem: 'unreadable', json: `${request('1')}0`, msgpack: '93 00 01 a16d c0' },
  { name: 'the byte that is never used', problem: 'unreadable', msgpack: '94 00 01 a16d c1' },
  // No envelope
  { name: 'null', problem: 'unknown-kind', json: 'null', msgpack: 'c0' },
  { name: 'a number', problem: 'unknown-kind', json: '1', msgpack: '01' },
  { name: 'a text', problem: 'unknown-kind', json: '"a"', msgpack: 'a161' },
  { name: 'the form of the other codec', problem: 'unknown-kind', json: '[0,1,"m",null]', msgpack: '80' },
  { name: 'a batch', problem: 'unknown-kind', json: `[${request('1')}]`, msgpack: '91 91 00' },
  { name: 'an empty one', problem: 'unknown-kind', json: '{}', msgpack: '90' },
  { name: 'an id alone', problem: 'unknown-kind', json: '{"jsonrpc":"2.0","id":1}' },
  { name: 'a kind that is a text', problem: 'unknown-kind', msgpack: '94 a130 01 a16d c0' },
  { name: 'a kind below 0', problem: 'unknown-kind', msgpack: '94 ff 01 a16d c0' },
  { name: 'a kind that is a fraction', problem: 'unknown-kind', msgpack: '94 cb3fe0000000000000 01 a16d c0' },
  { name: 'a kind of an extension type', problem: 'unknown-kind', msgpack: '94 d40000 01 a16d c0' },
  // Ids
  { name: 'a request with the id 0', problem: 'bad-id', json: request('0'), msgpack: '94 00 00 a16d c0' },
  { name: 'a request with the id null', problem: 'bad-id', json: request('null'), msgpack: '94 00 c0 a16d c0' },
  { name: 'a request whose id is a text', problem: 'bad-id', json: request('"1"'), msgpack: '94 00 a131 a16d c0' },
  { name: 'a request whose id is a fraction', problem: 'bad-id', json: request('1.5'), msgpack: '94 00 cb3ff8000000000000 a16d c0' },
  { name: 'a request with the id 2^53', problem: 'bad-id', json: request('9007199254740992'), msgpack: '94 00 cf0020000000000000 a16d c0' },
  { name: 'a request whose id is an array', problem: 'bad-id', json: request('[1]'), msgpack: '94 00 9101 a16d c0' },
  { name: 'a call with a negative id', problem: 'bad-id', json: request('-1'), msgpack: '94 00 ff a16d c0' },
  {
    name: 'a control request with a positive id',
    problem: 'bad-id',
    json: request('1', '"method":"$/x"'),
    msgpack: '94 00 01 a3242f78 c0',
  },
  { name: 'a bad id beside bad content', problem: 'bad-id', json: request('0', '"method":"m","params":1'), msgpack: '94 00 00 a16d 01' },
  { name: 'a call by index with a negative id', problem: 'bad-id', msgpack: '94 00 ff 05 c0' },
  { name: 'a response with the id 0', problem: 'bad-id', json: response('"id":0,"result":1'), msgpack: '94 01 00 c0 01' },
  { name: 'a response with the id null', problem: 'bad-id', json: response('"id":null,"result":1'), msgpack: '94 01 c0 c0 01' },
  { name: 'a response without an id', problem: 'bad-id', json: response('"result":1'), msgpack: '91 01' },
  { name: 'an item with the id 0', problem: 'bad-id', json: tuple('item', '0,1'), msgpack: '93 03 00 01' },
  { name: 'an item of a control request', problem: 'bad-id', json: tuple('item', '-1,1'), msgpack: '93 03 ff 01' },
  { name: 'an end of a control request', problem: 'bad-id', json: tuple('end', '-1'), msgpack: '92 04 ff' },
  { name: 'credit for a control request', problem: 'bad-id', json: tuple('credit', '-1,1'), msgpack: '93 05 ff 01' },
  { name: 'a cancel of a control request', problem: 'bad-id', json: tuple('cancel', '-1'), msgpack: '92 06 ff' },
  { name: 'a cancel without an id', problem: 'bad-id', json: tuple('cancel', ''), msgpack: '91 06' },
  // Members
  {
    name: 'a response with a result and an error',
    problem: 'bad-member',
    json: response('"id":1,"result":1,"error":{"code":1,"message":""}'),
    msgpack: '94 01 01 82a4636f646501a76d657373616765a0 01',
  },
  {
    name: 'a response with a null result and an error',
    problem: 'bad-member',
    json: response('"id":1,"result":null,"error":{"code":1,"message":""}'),
  },
  { name: 'a response without a result', problem: 'bad-member', msgpack: '93 01 01 c0' },
  { name: 'a response of another version', problem: 'bad-member', json: '{"jsonrpc":"1.0","id":1,"result":1}' },
  { name: 'an item of another version', problem: 'bad-member', json: '{"method":"$/item","params":[1,1]}' },
  { name: 'an error that is null', problem: 'bad-member', json: response('"id":1,"error":null') },
  { name: 'an error that is a text', problem: 'bad-member', json: response('"id":1,"error":"a"'), msgpack: '94 01 01 a161 c0' },
  { name: 'an error that is an array', problem: 'bad-member', json: response('"id":1,"error":[1,""]'), msgpack: '94 01 01 9201a0 c0' },
  {
    name: 'an error without a code',
    problem: 'bad-member',
    json: response('"id":1,"error":{"message":""}'),
    msgpack: '94 01 01 81a76d657373616765a0 c0',
  },
  { name: 'an error whose code is a fraction', problem: 'bad-member', json: response('"id":1,"error":{"code":1.5,"message":""}') },
  {
    name: 'an error without a message',
    problem: 'bad-member',
    json: response('"id":1,"error":{"code":1}'),
    msgpack: '94 01 01 81a4636f646501 c0',
  },
  { name: 'an end with a bad error', problem: 'bad-member', json: tuple('end', '1,1'), msgpack: '93 04 01 01' },
  { name: 'params that are no list', problem: 'bad-member', json: '{"jsonrpc":"2.0","method":"$/item","params":{"id":1}}' },
  { name: 'no params', problem: 'bad-member', json: '{"jsonrpc":"2.0","method":"$/ack"}' },
  { name: 'an item without an item', problem: 'bad-member', json: tuple('item', '1'), msgpack: '92 03 01' },
  { name: 'credit without a count', problem: 'bad-member', json: tuple('credit', '1'), msgpack: '92 05 01' },
  { name: 'credit below 0', problem: 'bad-member', json: tuple('credit', '1,-1'), msgpack: '93 05 01 ff' },
  { name: 'credit of a fraction', problem: 'bad-member', json: tuple('credit', '1,0.5'), msgpack: '93 05 01 cb3fe0000000000000' },
  { name: 'an event without its payload', problem: 'bad-member', json: tuple('event', '1,1,"e"'), msgpack: '94 07 01 01 a165' },
  {
    name: 'an event in a room that is a text',
    problem: 'bad-member',
    json: tuple('event', '"1",1,"e",0'),
    msgpack: '95 07 a131 01 a165 00',
  },
  { name: 'an event at an offset below 0', problem: 'bad-member', json: tuple('event', '1,-1,"e",0'), msgpack: '95 07 01 ff a165 00' },
  { name: 'an event without a name', problem: 'bad-member', json: tuple('event', '1,1,null,0'), msgpack: '95 07 01 01 c0 00' },
  { name: 'an event by index in JSON', problem: 'bad-member', json: tuple('event', '1,1,0,0') },
  { name: 'an event by an index below 0', problem: 'bad-member', msgpack: '95 07 01 01 ff 00' },
  { name: 'a publisher that is a number', problem: 'bad-member', json: tuple('event', '1,1,"e",0,7'), msgpack: '96 07 01 01 a165 00 07' },
  { name: 'events that are no list', problem: 'bad-member', json: tuple('events', '1,1,{}'), msgpack: '94 08 01 01 80' },
  { name: 'events of which one is no list', problem: 'bad-member', json: tuple('events', '1,1,["e"]'), msgpack: '94 08 01 01 91a165' },
  {
    name: 'events of which one has no payload',
    problem: 'bad-member',
    json: tuple('events', '1,1,[["e"]]'),
    msgpack: '94 08 01 01 9191a165',
  },
  { name: 'a snapshot without its payload', problem: 'bad-member', json: tuple('snapshot', '1,"e",1'), msgpack: '94 09 01 a165 01' },
  { name: 'a snapshot whose epoch is a number', problem: 'bad-member', json: tuple('snapshot', '1,1,1,0'), msgpack: '95 09 01 01 01 00' },
  { name: 'a gap for an unknown reason', problem: 'bad-member', json: tuple('gap', '1,"e",1,"x"'), msgpack: '95 0a 01 a165 01 a178' },
  { name: 'presence that is neither full nor not', problem: 'bad-member', json: tuple('presence', '1,1,[]'), msgpack: '94 0b 01 01 90' },
  {
    name: 'presence of which a change is empty',
    problem: 'bad-member',
    json: tuple('presence', '1,true,[[]]'),
    msgpack: '94 0b 01 c3 9190',
  },
  {
    name: 'presence of a peer that is a number',
    problem: 'bad-member',
    json: tuple('presence', '1,true,[[1]]'),
    msgpack: '94 0b 01 c3 919101',
  },
  { name: 'revoked without an error', problem: 'bad-member', json: tuple('revoked', '1'), msgpack: '92 0c 01' },
  { name: 'an ack of a fraction', problem: 'bad-member', json: tuple('ack', '0.5'), msgpack: '92 0d cb3fe0000000000000' },
  { name: 'an ack below 0', problem: 'bad-member', json: tuple('ack', '-1'), msgpack: '92 0d ff' },
  { name: 'a ping of a text', problem: 'bad-member', json: tuple('ping', '"1"'), msgpack: '92 0e a131' },
  { name: 'a pong of nothing', problem: 'bad-member', json: tuple('pong', ''), msgpack: '91 0f' },
  { name: 'a drain within less than nothing', problem: 'bad-member', json: tuple('drain', '-1,""'), msgpack: '93 10 ff a0' },
  { name: 'a drain without a reason', problem: 'bad-member', json: tuple('drain', '1'), msgpack: '92 10 01' },
  // Content
  {
    name: 'a result that nests 65 deep',
    problem: 'bad-content',
    json: response(`"id":1,"result":${nestedJson(65)}`),
    msgpack: `94 01 01 c0 ${nestedHex(65)}`,
  },
  {
    name: 'an item that nests 65 deep',
    problem: 'bad-content',
    json: tuple('item', `1,${nestedJson(65)}`),
    msgpack: `93 03 01 ${nestedHex(65)}`,
  },
  {
    name: 'an event that nests 65 deep',
    problem: 'bad-content',
    json: tuple('event', `1,1,"e",${nestedJson(65)}`),
    msgpack: `95 07 01 01 a165 ${nestedHex(65)}`,
  },
  {
    name: 'events of which one nests 65 deep',
    problem: 'bad-content',
    json: tuple('events', `1,1,[["e",${nestedJson(65)}]]`),
    msgpack: `94 08 01 01 9192a165${nestedHex(65)}`,
  },
  {
    name: 'a state that nests 65 deep',
    problem: 'bad-content',
    json: tuple('presence', `1,true,[["p",${nestedJson(65)}]]`),
    msgpack: `94 0b 01 c3 9192a170${nestedHex(65)}`,
  },
  {
    name: 'data of an error that nest 65 deep',
    problem: 'bad-content',
    json: tuple('end', `1,{"code":1,"message":"","data":${nestedJson(65)}}`),
    msgpack: `93 04 01 83a4636f646501a76d657373616765a0a464617461${nestedHex(65)}`,
  },
  { name: 'bytes that are no base64', problem: 'bad-content', json: tuple('item', '1,{"$bytes":"A"}') },
  { name: 'bytes that are no text', problem: 'bad-content', json: tuple('item', '1,[{"$bytes":null}]') },
  { name: 'the key that means bytes', problem: 'bad-content', msgpack: '93 03 01 81a6246279746573a441413d3d' },
  {
    name: 'a key that would change a prototype',
    problem: 'bad-content',
    json: tuple('item', '1,{"a":[{"__proto__":{}}]}'),
    msgpack: '93 03 01 81a1619181a95f5f70726f746f5f5f80',
  },
  { name: 'Infinity', problem: 'bad-content', json: tuple('item', '1,[-1e999]'), msgpack: '93 03 01 cb7ff0000000000000' },
  { name: 'NaN', problem: 'bad-content', msgpack: '93 03 01 cb7ff8000000000000' },
  { name: 'Infinity of 32 bits', problem: 'bad-content', msgpack: '93 03 01 ca7f800000' },
  { name: 'an integer of 2^53', problem: 'bad-content', msgpack: '93 03 01 cf0020000000000000' },
  { name: 'an integer of -2^53', problem: 'bad-content', msgpack: '93 03 01 d3ffe0000000000000' },
  { name: 'text that is not UTF-8', problem: 'bad-content', msgpack: '93 03 01 a1ff' },
  { name: 'long text that is not UTF-8', problem: 'bad-content', msgpack: `93 03 01 d928${'61'.repeat(39)}c3` },
  { name: 'a surrogate in UTF-8', problem: 'bad-content', msgpack: '93 03 01 a3eda080' },
  { name: 'a key that is a number', problem: 'bad-content', msgpack: '93 03 01 810102' },
  { name: 'a key that is nil', problem: 'bad-content', msgpack: '93 03 01 81c002' },
  { name: 'a key that is binary', problem: 'bad-content', msgpack: '93 03 01 81c4016102' },
  { name: 'a key that is a map', problem: 'bad-content', msgpack: '93 03 01 818002' },
  { name: 'a key that is not UTF-8', problem: 'bad-content', msgpack: '93 03 01 81a1ff02' },
  { name: 'a timestamp', problem: 'bad-content', msgpack: '93 03 01 d6ff00000000' },
  { name: 'a record of msgpackr', problem: 'bad-content', msgpack: '93 03 01 d47240' },
  { name: 'an extension of 2 bytes', problem: 'bad-content', msgpack: '93 03 01 d5010000' },
  { name: 'an extension of 8 bytes', problem: 'bad-content', msgpack: `93 03 01 d701${'00'.repeat(8)}` },
  { name: 'an extension of 16 bytes', problem: 'bad-content', msgpack: `93 03 01 d801${'00'.repeat(16)}` },
  { name: 'an extension with a length of 8 bits', problem: 'bad-content', msgpack: '93 03 01 c7007f' },
  { name: 'an extension with a length of 16 bits', problem: 'bad-content', msgpack: '93 03 01 c800017fff' },
  { name: 'an extension with a length of 32 bits', problem: 'bad-content', msgpack: '93 03 01 c9000000017fff' },
];

export const REFUSED_CALLS: readonly RefusedCall[] = [
  { name: 'a method that is null', id: 1, json: request('1', '"method":null'), msgpack: '94 00 01 c0 c0' },
  { name: 'a method that is an object', id: 1, json: request('1', '"method":{}'), msgpack: '94 00 01 80 c0' },
  { name: 'a method that is a fraction', id: 1, json: request('1', '"method":0.5'), msgpack: '94 00 01 cb3fe0000000000000 c0' },
  { name: 'a method that is below 0', id: 1, json: request('1', '"method":-1'), msgpack: '94 00 01 ff c0' },
  { name: 'a method that is an index in JSON', id: 1, json: request('1', '"method":5') },
  { name: 'a method of an extension type', id: 1, msgpack: '94 00 01 d40000 c0' },
  { name: 'a request without a method', id: 1, msgpack: '92 00 01' },
  { name: 'a negative id and a method that is none', id: -1, json: request('-1', '"method":null'), msgpack: '94 00 ff c0 c0' },
  { name: 'a notification whose method is none', id: undefined, json: '{"jsonrpc":"2.0","method":[]}', msgpack: '93 02 90 c0' },
  { name: 'a notification without a method', id: undefined, msgpack: '91 02' },
  { name: 'params of null', id: 1, json: request('1', '"method":"m","params":null') },
  { name: 'params that are a text', id: 3, json: request('3', '"method":"m","params":"a"'), msgpack: '94 00 03 a16d a161' },
  { name: 'params that are a number', id: 3, json: request('3', '"method":"m","params":0'), msgpack: '94 00 03 a16d 00' },
  { name: 'params that are a boolean', id: 3, json: request('3', '"method":"m","params":false'), msgpack: '94 00 03 a16d c2' },
  { name: 'params that are bytes', id: 3, json: request('3', '"method":"m","params":{"$bytes":"AA=="}'), msgpack: '94 00 03 a16d c40100' },
  { name: 'bad params of a control request', id: -1, json: request('-1', '"method":"$/x","params":1'), msgpack: '94 00 ff a3242f78 01' },
  { name: 'bad params of a notification', id: undefined, json: '{"jsonrpc":"2.0","method":"m","params":1}', msgpack: '93 02 a16d 01' },
  {
    name: 'params that nest 65 deep',
    id: 1,
    json: request('1', `"method":"m","params":${nestedJson(65)}`),
    msgpack: `94 00 01 a16d ${nestedHex(65)}`,
  },
  {
    name: 'params that nest a million deep',
    id: 1,
    json: request('1', `"method":"m","params":${nestedJson(1e6)}`),
    msgpack: `94 00 01 a16d ${nestedHex(1e6)}`,
  },
  {
    name: 'deep params of a notification',
    id: undefined,
    json: `{"jsonrpc":"2.0","method":"m","params":${nestedJson(65)}}`,
    msgpack: `93 02 a16d ${nestedHex(65)}`,
  },
  {
    name: 'objects that nest 65 deep',
    id: 1,
    json: request('1', `"method":"m","params":${'{"a":'.repeat(65)}0${'}'.repeat(65)}`),
    msgpack: `94 00 01 a16d ${'81a161'.repeat(65)}00`,
  },
  {
    name: 'an empty object 65 deep',
    id: 1,
    json: request('1', `"method":"m","params":${nestedJson(64).replace('0', '{}')}`),
    msgpack: `94 00 01 a16d ${'91'.repeat(64)}80`,
  },
  { name: 'base64 that is none', id: 1, json: request('1', '"method":"m","params":[{"$bytes":"!"}]') },
  {
    name: 'a key that would change a prototype',
    id: 1,
    json: request('1', '"method":"m","params":{"__proto__":{}}'),
    msgpack: '94 00 01 a16d 81a95f5f70726f746f5f5f80',
  },
  { name: 'an extension type', id: 1, msgpack: '94 00 01 a16d 91d40000' },
  { name: 'a key that is a number', id: 1, msgpack: '94 00 01 a16d 810102' },
  { name: 'an array as a key', id: 1, msgpack: '94 00 01 a16d 81910102' },
  { name: 'meta of null', id: 1, json: request('1', '"method":"m","meta":null') },
  { name: 'meta that is an array', id: 1, json: request('1', '"method":"m","meta":[]'), msgpack: '95 00 01 a16d c0 90' },
  {
    name: 'a timeout of 0',
    id: 1,
    json: request('1', '"method":"m","meta":{"timeoutMs":0}'),
    msgpack: '95 00 01 a16d c0 81a974696d656f75744d7300',
  },
  {
    name: 'a timeout below 0',
    id: 1,
    json: request('1', '"method":"m","meta":{"timeoutMs":-1}'),
    msgpack: '95 00 01 a16d c0 81a974696d656f75744d73ff',
  },
  {
    name: 'a timeout beyond all bounds',
    id: 1,
    json: request('1', '"method":"m","meta":{"timeoutMs":1e999}'),
    msgpack: '95 00 01 a16d c0 81a974696d656f75744d73cb7ff0000000000000',
  },
  {
    name: 'a timeout that is a text',
    id: 1,
    json: request('1', '"method":"m","meta":{"timeoutMs":"1"}'),
    msgpack: '95 00 01 a16d c0 81a974696d656f75744d73a131',
  },
  {
    name: 'a trace that is a number',
    id: 1,
    json: request('1', '"method":"m","meta":{"traceparent":1}'),
    msgpack: '95 00 01 a16d c0 81ab7472616365706172656e7401',
  },
  {
    name: 'a trace state that is null',
    id: 1,
    json: request('1', '"method":"m","meta":{"tracestate":null}'),
    msgpack: '95 00 01 a16d c0 81aa74726163657374617465c0',
  },
  { name: 'another version', id: 1, json: '{"jsonrpc":"1.0","id":1,"method":"m"}' },
  { name: 'no version', id: 1, json: '{"id":1,"method":"m"}' },
  { name: 'a notification of another version', id: undefined, json: '{"jsonrpc":2,"method":"m"}' },
  // In JSON its method decides that it is unknown and not counted; here its kind decides that it is (§2).
  { name: 'a notification with a control method', id: undefined, msgpack: '93 02 a6242f6974656d 920100' },
];
