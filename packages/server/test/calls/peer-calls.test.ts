import { type AnyProcedure, contract, procedure, RpcError, type Stream } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, declaredError, type IncomingCall, jsonCodec, systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { callPeer } from '../../src/calls/peer-calls.ts';
import { Router } from '../../src/calls/router.ts';
import type { CallArguments, Called } from '../../src/peer/peer.ts';
import { RecordedLog } from '../support/recorded-log.ts';
import { SessionPair, settled } from '../support/session-pair.ts';
import { slowParams, slowText } from '../support/slow-schema.ts';

const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());
const market = contract({
  procedures: { quote: procedure({}) },
  client: {
    confirm: procedure({
      params: Type.Object({ text: Type.String(), when: When }),
      result: Type.Boolean(),
      errors: { Late: When, Shut: null },
    }),
    ping: procedure({}),
    read: procedure({ kind: 'query', item: When, result: When }),
    write: procedure({ input: When, result: Type.Number() }),
    slow: procedure({ params: slowParams, result: slowText }),
    slowRead: procedure({ params: slowParams, item: Type.Number() }),
  },
});
const { confirm, ping, read, write, slow, slowRead } = market.client;
const DAY = '2026-01-01T00:00:00.000Z';

/** A server that calls its client, as typed as a peer does it, and the calls that came in there. */
function calling(codec: Codec = jsonCodec) {
  const atClient: IncomingCall[] = [];
  const pair = new SessionPair({ codec, onClientCall: (call) => atClient.push(call) });
  const log = new RecordedLog();
  let begun = 0;
  const scope = { router: new Router(market), log, platform: { now: () => pair.now } };
  function call<P extends AnyProcedure>(procedure: P, ...args: NoInfer<CallArguments<P>>): NoInfer<Called<P>>;
  function call(procedure: AnyProcedure, ...args: readonly unknown[]): unknown {
    return callPeer(pair.session, procedure, args, scope, () => {
      begun += 1;
    });
  }
  return {
    pair,
    log,
    call,
    atClient,
    untyped: (...args: readonly unknown[]) => callPeer(pair.session, confirm, args, scope),
    begun: () => begun,
  };
}

/** How a promise settled. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.catch((error: unknown) => error);
}

async function allOf(stream: Stream<unknown, unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  try {
    for await (const item of stream) items.push(item);
  } catch (error) {
    items.push(error);
  }
  return items;
}

describe.each([jsonCodec, msgpackCodec])('callPeer, over $name', (codec) => {
  it('sends what the schema encodes and answers what it decodes', async () => {
    const { pair, call, atClient, begun } = calling(codec);
    const answer = call(confirm, { text: 'Sell?', when: new Date(DAY) });
    pair.pump();
    expect(atClient.map(({ method, params, meta }) => ({ method, params, meta }))).toEqual([
      { method: 'confirm', params: { text: 'Sell?', when: DAY }, meta: {} },
    ]);
    atClient[0]?.respond(true);
    pair.pump();
    expect([await answer, begun()]).toEqual([true, 1]);
  });

  it('reads a stream, which begins when it is consumed', async () => {
    const { pair, call, atClient, begun } = calling(codec);
    const stream = call(read);
    pair.pump();
    expect([atClient, begun()]).toEqual([[], 0]);
    const read1 = allOf(stream);
    pair.pump();
    atClient[0]?.sendItem(DAY);
    atClient[0]?.respond(DAY);
    await pair.settle();
    expect([await read1, await stream.result(), begun()]).toEqual([[new Date(DAY)], new Date(DAY), 1]);
  });

  it('streams an input to the client', async () => {
    const { pair, call, atClient } = calling(codec);
    const answer = call(write, undefined, { input: [new Date(0), new Date(DAY)] });
    const got: unknown[] = [];
    pair.pump();
    const [incoming] = atClient;
    if (incoming === undefined) throw new Error('the call did not come in');
    incoming.handler = { onItem: (item) => got.push(item), onInputEnd: (error) => incoming.respond(error === undefined ? got.length : -1) };
    await pair.settle();
    expect([got, await answer]).toEqual([['1970-01-01T00:00:00.000Z', DAY], 2]);
  });
});

describe('callPeer', () => {
  it('tells the client how much time is left, and gives up when it has passed', async () => {
    const { pair, call, atClient } = calling();
    const answer = outcomeOf(call(ping, undefined, { timeoutMs: 500 }));
    pair.pump();
    expect(atClient[0]?.meta).toEqual({ timeoutMs: 500 });
    pair.advance(500);
    expect(await answer).toMatchObject({ name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded' } });
  });

  it('counts the time of a stream from when it is consumed', () => {
    const { pair, call, atClient } = calling();
    const stream = call(read, undefined, { timeoutMs: 500 });
    pair.advance(400);
    void allOf(stream);
    pair.pump();
    expect(atClient[0]?.meta).toEqual({ timeoutMs: 500 });
  });

  it('gives up when its signal is aborted', async () => {
    const { pair, call, atClient } = calling();
    const controller = new AbortController();
    const answer = outcomeOf(call(ping, undefined, { signal: controller.signal }));
    pair.pump();
    const aborts: string[] = [];
    for (const incoming of atClient) incoming.handler = { onAbort: ({ name }) => aborts.push(name) };
    controller.abort();
    pair.pump();
    expect([await answer, aborts]).toMatchObject([{ name: 'OutcomeUnknown', cause: { name: 'Cancelled' } }, ['Cancelled']]);
  });

  it('rejects as unknown when the session is lost first', async () => {
    const { pair, call } = calling();
    const answer = outcomeOf(call(ping));
    pair.pump();
    pair.table.end(pair.session, 'gone');
    expect(await answer).toMatchObject({ name: 'OutcomeUnknown' });
  });

  it('sends nothing of params that are not what the contract says', async () => {
    const { pair, atClient, untyped, log } = calling();
    const error = new RpcError('InvalidParams', -32602, 'confirm: the params are not what the contract says', {
      issues: [{ path: '/text', message: 'must be string' }],
    });
    const answer = outcomeOf(Promise.resolve(untyped({ text: 1, when: new Date(0) })));
    pair.pump();
    expect(await answer).toStrictEqual(error);
    expect([atClient, log.lines]).toEqual([[], []]);
  });

  it('writes the params at once, whatever becomes of their object', () => {
    const { pair, call, atClient } = calling();
    const params = { text: 'a', when: new Date(0) };
    void outcomeOf(call(confirm, params));
    params.text = 'b';
    pair.pump();
    expect(atClient[0]?.params).toMatchObject({ text: 'a' });
  });

  it('fails the input at an item that is not what the contract says', async () => {
    const { pair, call, atClient } = calling();
    const answer = outcomeOf(call(write, undefined, { input: [new Date(Number.NaN)] }));
    pair.pump();
    const ends: unknown[] = [];
    for (const incoming of atClient) {
      incoming.handler = {
        onInputEnd: (error) => {
          ends.push(error?.name);
          incoming.fail(error ?? systemError('Internal'));
        },
      };
    }
    await pair.settle();
    expect([ends, await answer]).toMatchObject([
      ['InvalidParams'],
      { name: 'InvalidParams', data: { issues: [{ message: 'cannot be encoded' }] } },
    ]);
  });

  it('waits for schemas that take time', async () => {
    const { pair, call, atClient, begun } = calling();
    const answer = call(slow, { text: 'a' });
    expect(begun()).toBe(0);
    await settled();
    pair.pump();
    expect(atClient[0]?.params).toEqual({ text: 'a!' });
    atClient[0]?.respond('b');
    pair.pump();
    expect(await answer).toBe('b!');
    expect(await outcomeOf(call(slow, { text: 'bad' }))).toMatchObject({ name: 'InvalidParams' });
    expect(() => call(slowRead, { text: 'a' })).toThrow(
      new TypeError('slowRead: a stream cannot wait for params that are checked asynchronously'),
    );
  });
});

describe('callPeer, of what a client answers', () => {
  it('decodes the data of declared errors', async () => {
    const { pair, call, atClient } = calling();
    const answers = [call(confirm, { text: 'a', when: new Date(0) }), call(confirm, { text: 'b', when: new Date(0) })].map(outcomeOf);
    pair.pump();
    atClient[0]?.fail(declaredError('Late', DAY));
    atClient[1]?.fail(declaredError('Shut', undefined));
    pair.pump();
    expect(await Promise.all(answers)).toStrictEqual([declaredError('Late', new Date(DAY)), declaredError('Shut', undefined)]);
  });

  it('passes errors of the system', async () => {
    const { pair, call, atClient } = calling();
    const answer = outcomeOf(call(ping));
    pair.pump();
    atClient[0]?.fail(systemError('Forbidden', 'no'));
    pair.pump();
    expect(await answer).toStrictEqual(systemError('Forbidden', 'no'));
  });

  it.each([
    ['the result', 'must be boolean', (call: IncomingCall) => call.respond('yes')],
    ['the error Odd', 'is not declared', (call: IncomingCall) => call.fail(declaredError('Odd', 1))],
    ['the error Late', 'must be string', (call: IncomingCall) => call.fail(declaredError('Late', 1))],
  ])('rejects with Internal, and logs, when %s is not what the contract says', async (what, message, act) => {
    const { pair, call, atClient, log } = calling();
    const answer = outcomeOf(call(confirm, { text: 'a', when: new Date(0) }));
    pair.pump();
    for (const incoming of atClient) act(incoming);
    pair.pump();
    expect(await answer).toStrictEqual(systemError('Internal', `confirm: ${what} is not what the contract says`));
    expect(log.lines).toEqual([
      ['warn', { method: 'confirm', peer: 'peer-2', issues: [{ path: '', message }] }, `${what} of a client is not what the contract says`],
    ]);
  });

  it('ends a stream at an item that is not what the contract says', async () => {
    const { pair, call, atClient, log } = calling();
    const items = allOf(call(read));
    pair.pump();
    for (const item of [DAY, 5]) atClient[0]?.sendItem(item);
    await pair.settle();
    expect([await items, log.lines.length]).toEqual([
      [new Date(DAY), systemError('Internal', 'read: an item is not what the contract says')],
      1,
    ]);
  });

  it('rejects a call that the client answers with a stream', async () => {
    const { pair, call, atClient } = calling();
    const answer = outcomeOf(call(ping));
    pair.pump();
    atClient[0]?.sendItem(1);
    pair.pump();
    expect(await answer).toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('callPeer, of wrong arguments', () => {
  it('throws at once for what is no procedure of clients', () => {
    const { call, untyped } = calling();
    const none = "is none that clients implement: take it from the contract's client";
    expect(() => call(market.procedures.quote)).toThrow(new TypeError(`quote ${none}`));
    expect(() => call(procedure({}))).toThrow(new TypeError(`a procedure ${none}`));
    expect(() => untyped({}, { timeoutMs: -1 })).toThrow(RangeError);
    expect(() => untyped({}, { input: [] })).toThrow(TypeError);
  });
});
