import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import { declaredError, systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const request = (id: number, timeoutMs?: number): OutboundEnvelope => ({
  kind: 'request',
  id,
  method: 'place',
  params: undefined,
  meta: timeoutMs === undefined ? undefined : { timeoutMs },
});

describe.each([jsonCodec, msgpackCodec])('Session, of calls in $name', (codec) => {
  it('carries errors by value: declared ones and those of the system', () => {
    const pair = new LinkedPair({ codec });
    pair.live();
    const calls = [pair.call('a'), pair.call('b')];
    pair.pump();
    pair.atServer[0]?.fail(declaredError('Full', { free: 0 }));
    pair.atServer[1]?.fail(systemError('Forbidden', 'no'));
    pair.pump();
    expect(calls.map(({ outcomes }) => outcomes)).toMatchObject([
      [{ ok: false, error: { name: 'Full', code: 1, data: { free: 0 } } }],
      [{ ok: false, error: { name: 'Forbidden', code: -32002, message: 'no' } }],
    ]);
  });

  it('carries calls of the server, with even ids', () => {
    const pair = new LinkedPair({ codec });
    const cable = pair.live();
    const calls = [pair.callClient('ask'), pair.callClient('show')];
    pair.pump();
    expect(pair.atClient.map(({ id, method }) => [id, method])).toEqual([
      [2, 'ask'],
      [4, 'show'],
    ]);
    pair.atClient[1]?.respond(2);
    pair.cut(cable);
    pair.atClient[0]?.respond(1);
    pair.live();
    expect(calls.map(({ outcomes }) => outcomes)).toEqual([[{ ok: true, value: 1 }], [{ ok: true, value: 2 }]]);
  });

  it('sends the time that is left, and aborts a handler at it with −32004 (§3)', () => {
    const pair = new LinkedPair({ codec });
    const stranger = new StrangeClient(pair).hello().say(request(1, 1_000));
    const aborts: string[] = [];
    for (const call of pair.atServer) call.handler = { onAbort: ({ name }) => aborts.push(name) };
    // The ack is due first.
    pair.advance(200);
    expect(pair.sessions[0]?.session.nextDeadline()).toBe(1_000);
    pair.advance(799);
    expect(aborts).toEqual([]);
    pair.advance(1);
    expect(aborts).toEqual(['DeadlineExceeded']);
    pair.atServer[0]?.respond('late');
    expect(stranger.link.envelopes.filter(({ kind }) => kind === 'response').slice(1)).toMatchObject([{ id: 1, error: { code: -32004 } }]);
  });

  it('rejects at the caller at once at its deadline: a mutation as unknown, a query as late; and cancels both', () => {
    const pair = new LinkedPair({ codec });
    const cable = pair.live();
    const mutation = pair.call('place', { deadline: 500 });
    const query = pair.call('quote', { deadline: 500, isQuery: true });
    pair.pump();
    pair.now = 500;
    pair.client.timePassed(500);
    expect(mutation.outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded' } } }]);
    expect(query.outcomes).toMatchObject([{ ok: false, error: { name: 'DeadlineExceeded' } }]);
    expect(pair.envelopes(cable, 'client').slice(3)).toEqual([
      { kind: 'cancel', id: 1 },
      { kind: 'cancel', id: 3 },
    ]);
  });

  it('answers a cancel at once with −32800 and aborts the handler; late answers are counted and ignored', () => {
    const pair = new LinkedPair({ codec });
    const cable = pair.live();
    const { call, outcomes } = pair.call('place');
    pair.pump();
    const aborts: string[] = [];
    for (const handled of pair.atServer) handled.handler = { onAbort: ({ name }) => aborts.push(name) };
    call.cancel('enough');
    call.cancel('twice');
    pair.pump();
    pair.atServer[0]?.sendItem('late');
    pair.atServer[0]?.respond('late');
    pair.pump();
    expect(aborts).toEqual(['Cancelled']);
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { name: 'Cancelled', cause: 'enough' } } }]);
    expect(pair.envelopes(cable, 'server').slice(1)).toMatchObject([{ kind: 'response', id: 1, error: { code: -32800 } }]);
    expect(cable.client.isLive).toBe(true);
  });

  it('does not answer a cancel when the answer is on its way', () => {
    const pair = new LinkedPair({ codec });
    const stranger = new StrangeClient(pair).hello().say(request(1));
    pair.atServer[0]?.respond('done');
    stranger.say({ kind: 'cancel', id: 1 });
    expect(stranger.link.envelopes.slice(1)).toEqual([{ kind: 'response', id: 1, result: 'done' }]);
  });

  it('refuses the 257th call with −32005, and tells when to try again (§10)', () => {
    const pair = new LinkedPair({ codec });
    const stranger = new StrangeClient(pair).hello();
    for (let id = 1; id <= 513; id += 2) stranger.say(request(id));
    expect(pair.atServer).toHaveLength(256);
    const answers = stranger.link.envelopes.filter(({ kind }) => kind === 'response').slice(1);
    expect(answers).toMatchObject([{ id: 513, error: { code: -32005, data: { retryAfterMs: 100 } } }]);
    pair.atServer[7]?.respond(1);
    stranger.say(request(515));
    expect(pair.atServer).toHaveLength(257);
  });

  it.each(['cancel', 'deadline'])('frees no slot by a %s until the handler settles (§3)', (how) => {
    const pair = new LinkedPair({ codec, serverLimits: { incomingCalls: 2 } });
    const stranger = new StrangeClient(pair).hello();
    for (const id of [1, 3]) stranger.say(request(id, 1_000));
    if (how === 'cancel') stranger.say({ kind: 'cancel', id: 1 }, { kind: 'cancel', id: 3 });
    else pair.advance(1_000);
    stranger.say(request(5));
    expect(pair.atServer).toHaveLength(2);
    expect(stranger.link.envelopes.at(-1)).toMatchObject({ kind: 'response', id: 5, error: { code: -32005 } });
    pair.atServer[0]?.respond('late');
    pair.atServer[0]?.respond('twice');
    stranger.say(request(7), request(9));
    expect(pair.atServer.map(({ id }) => id)).toEqual([1, 3, 7]);
  });

  it('leaves a call open whose result is no plain data, to be failed', () => {
    const pair = new LinkedPair({ codec });
    pair.live();
    const { outcomes } = pair.call('place');
    pair.pump();
    expect(() => pair.atServer[0]?.respond(() => {})).toThrow(TypeError);
    pair.atServer[0]?.fail(systemError('Internal'));
    pair.pump();
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'Internal' } }]);
    expect(pair.sessions[0]?.session.load.incomingCalls).toBe(0);
  });

  it('tells a caller that the result is too large for it', () => {
    const pair = new LinkedPair({ codec, clientLimits: { own: { messageBytes: 2_048, credit: 32 } } });
    pair.live();
    const { outcomes } = pair.call('place');
    pair.pump();
    pair.atServer[0]?.respond('x'.repeat(2_048));
    pair.pump();
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'TooLarge' } }]);
  });

  it('fails a call of its own when 1,024 are in flight', () => {
    const pair = new LinkedPair({ codec, serverLimits: { incomingCalls: 2_000 } });
    pair.live();
    const calls = Array.from({ length: 1_025 }, () => pair.call('place'));
    expect(calls.at(-2)?.outcomes).toEqual([]);
    expect(calls.at(-1)?.outcomes).toMatchObject([{ ok: false, error: { name: 'TooMany' } }]);
    pair.pump();
    expect(pair.atServer).toHaveLength(1_024);
  });
});
