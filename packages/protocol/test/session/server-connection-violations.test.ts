import { describe, expect, it } from 'vitest';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const call: OutboundEnvelope = { kind: 'request', id: 1, method: 'sum', params: undefined };
const item: OutboundEnvelope = { kind: 'item', id: 1, item: 1 };
const large: OutboundEnvelope = { kind: 'item', id: 1, item: 'x'.repeat(256 << 10) };

/** What a client may do wrong after its call 1, whose handler has sent one item. */
const violations: { name: string; problem: string; envelopes: OutboundEnvelope[] }[] = [
  { name: 'a call with an id of the server', problem: 'bad-id', envelopes: [{ ...call, id: 2 }] },
  { name: 'a call with an id used before', problem: 'bad-id', envelopes: [call] },
  {
    name: 'a call with a lower id than before',
    problem: 'bad-id',
    envelopes: [
      { ...call, id: 5 },
      { ...call, id: 3 },
    ],
  },
  { name: 'an answer to its own call', problem: 'bad-id', envelopes: [{ kind: 'response', id: 1, result: 1 }] },
  { name: 'an answer to no call', problem: 'unknown-call', envelopes: [{ kind: 'response', id: 2, result: 1 }] },
  { name: 'an item of no call', problem: 'unknown-call', envelopes: [{ ...item, id: 2 }] },
  { name: 'credit for no call', problem: 'unknown-call', envelopes: [{ kind: 'credit', id: 2, count: 1 }] },
  { name: 'an end of a call of the server', problem: 'bad-id', envelopes: [{ kind: 'end', id: 2 }] },
  { name: 'a cancel of a call of the server', problem: 'bad-id', envelopes: [{ kind: 'cancel', id: 2 }] },
  { name: 'more items than granted', problem: 'credit-exceeded', envelopes: Array.from({ length: 33 }, () => item) },
  { name: 'an item at 512 KiB unreturned', problem: 'credit-exceeded', envelopes: [large, large, item] },
  { name: 'an item behind the end', problem: 'item-after-end', envelopes: [{ kind: 'end', id: 1 }, item] },
  { name: 'credit for more items than are out', problem: 'credit-unowed', envelopes: [{ kind: 'credit', id: 1, count: 2 }] },
  { name: 'an ack of what was never sent', problem: 'bad-ack', envelopes: [{ kind: 'ack', received: 2 }] },
  {
    name: 'an ack of less than before',
    problem: 'bad-ack',
    envelopes: [
      { kind: 'ack', received: 1 },
      { kind: 'ack', received: 0 },
    ],
  },
  { name: 'an answer to a control request', problem: 'wrong-role', envelopes: [{ kind: 'response', id: -1, result: 1 }] },
  { name: 'a drain', problem: 'wrong-role', envelopes: [{ kind: 'drain', withinMs: 1, reason: '' }] },
  { name: 'an event', problem: 'wrong-role', envelopes: [{ kind: 'event', room: 1, offset: 1, name: 'e', data: 1 }] },
];

describe('ServerConnection, of a client that breaks the protocol', () => {
  it.each(violations)('closes 4500 and ends the session: $name', ({ problem, envelopes }) => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say(call);
    const [handled] = pair.atServer;
    const aborts: string[] = [];
    if (handled !== undefined) handled.handler = { onAbort: ({ name }) => aborts.push(name) };
    handled?.sendItem('out');
    expect(stranger.link.closes).toEqual([]);
    stranger.say(...envelopes);
    expect(stranger.link.closes).toEqual([{ code: 4500, reason: problem }]);
    expect(pair.log).toEqual(['attached', 'ended']);
    expect(pair.table.size).toBe(0);
    expect(aborts).toEqual(['Closed']);
  });

  it.each([
    { name: 'a hello without params', message: '{"jsonrpc":"2.0","id":-1,"method":"$/hello"}' },
    {
      name: 'limits that are none',
      message: '{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{"limits":{"messageBytes":0,"credit":1}}}',
    },
    { name: 'a token that is none', message: '{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{"session":{"token":1}}}' },
  ])('turns away $name', ({ message }) => {
    const pair = new LinkedPair();
    const { server, link } = new StrangeClient(pair);
    server.receive(message, 0);
    expect(link.closes).toEqual([{ code: 4500, reason: 'bad-member' }]);
    expect(pair.table.size).toBe(0);
  });

  it.each([
    { name: 'what is no JSON', message: '{', problem: 'unreadable' },
    { name: 'bytes', message: Uint8Array.of(0x90), problem: 'wrong-message-type' },
    { name: 'a batch', message: '[]', problem: 'unknown-kind' },
    { name: 'a call with a negative id', message: '{"jsonrpc":"2.0","id":-3,"method":"a"}', problem: 'bad-id' },
    { name: 'a malformed call with an id of the server', message: '{"jsonrpc":"2.0","id":2,"method":"a","params":5}', problem: 'bad-id' },
    { name: 'an item without an id', message: '{"jsonrpc":"2.0","method":"$/item","params":[]}', problem: 'bad-id' },
    { name: 'an ack without a number', message: '{"jsonrpc":"2.0","method":"$/ack","params":["1"]}', problem: 'bad-member' },
  ])('closes 4500 at $name', ({ message, problem }) => {
    const pair = new LinkedPair();
    const { server, link } = new StrangeClient(pair).hello();
    server.receive(message, 0);
    expect(link.closes).toEqual([{ code: 4500, reason: problem }]);
    expect(pair.log).toEqual(['attached', 'ended']);
  });

  it('turns away a client that takes less than an error (1 KiB)', () => {
    const { link } = new StrangeClient(new LinkedPair()).hello(undefined, { limits: { messageBytes: 1_023, credit: 1 } });
    expect(link.closes).toEqual([{ code: 4500, reason: 'bad-member' }]);
  });

  it('answers errors to every client that it lets in', () => {
    const stranger = new StrangeClient(new LinkedPair()).hello(undefined, { limits: { messageBytes: 1_024, credit: 1 } });
    stranger.say(call, { kind: 'cancel', id: 1 });
    expect(stranger.link.envelopes[1]).toMatchObject({ error: { code: -32800 } });
  });

  it('tells the caller of an error that is too large for it that it is', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello(undefined, { limits: { messageBytes: 1_024, credit: 1 } }).say(call);
    pair.atServer[0]?.fail(systemError('Forbidden', 'no'.repeat(1_024)));
    expect(stranger.link.envelopes[1]).toMatchObject({ kind: 'response', id: 1, error: { code: -32007 } });
    expect(pair.sessions[0]?.session.load.incomingCalls).toBe(0);
  });
});
