import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { LinkedPair } from '../support/linked-pair.ts';

describe.each([jsonCodec, msgpackCodec])('Session, resumed in $name', (codec) => {
  it('sends again in order, on both sides, before anything new (⚑)', () => {
    const pair = new LinkedPair({ codec });
    const first = pair.live();
    pair.call('a');
    pair.callClient('w');
    pair.call('b');
    pair.callClient('x');
    pair.deliverToServer(first);
    pair.deliverToClient(first);
    pair.cut(first);
    pair.call('c');
    pair.callClient('y');
    const second = pair.connect();
    pair.call('d');
    pair.deliverToServer(second);
    pair.callClient('z');
    pair.pump();
    expect(pair.atServer.map(({ id, method }) => [id, method])).toEqual([
      [1, 'a'],
      [3, 'b'],
      [5, 'c'],
      [7, 'd'],
    ]);
    expect(pair.atClient.map(({ id, method }) => [id, method])).toEqual([
      [2, 'w'],
      [4, 'x'],
      [6, 'y'],
      [8, 'z'],
    ]);
    expect(pair.hellos[1]?.session).toEqual({ token: 'token-1', received: 1, resumed: true });
  });

  it('resumes again and again without sending anything twice', () => {
    const pair = new LinkedPair({ codec });
    let cable = pair.live();
    for (const method of ['a', 'b', 'c', 'd']) {
      pair.call(method);
      pair.callClient(method);
      pair.cut(cable);
      cable = pair.live();
    }
    expect(pair.atServer.map(({ method }) => method)).toEqual(['a', 'b', 'c', 'd']);
    expect(pair.atClient.map(({ method }) => method)).toEqual(['a', 'b', 'c', 'd']);
    expect(pair.envelopes(cable, 'client').slice(1)).toHaveLength(1);
  });

  it('resumes though nothing ever happened', () => {
    const pair = new LinkedPair({ codec });
    pair.cut(pair.live());
    pair.live();
    expect(pair.hellos[1]?.session).toEqual({ token: 'token-1', received: 0, resumed: true });
  });

  it('resumes when the answer to the resuming hello was lost', () => {
    const pair = new LinkedPair({ codec });
    pair.cut(pair.live());
    const { outcomes } = pair.call('place');
    const lost = pair.connect();
    pair.deliverToServer(lost);
    pair.cut(lost);
    pair.live();
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: 'done' }]);
  });

  it('sends a call that was given up as a cancel; no handler runs for it', () => {
    const pair = new LinkedPair({ codec });
    const first = pair.live();
    const lost = pair.call('lost on its way');
    const arrived = pair.call('arrived');
    pair.cut(first);
    lost.call.cancel('enough');
    const second = pair.connect();
    pair.pump();
    expect(pair.envelopes(second, 'client').slice(1)).toMatchObject([
      { kind: 'cancel', id: 1 },
      { kind: 'request', id: 3 },
      { kind: 'cancel', id: 1 },
    ]);
    expect(pair.atServer.map(({ method }) => method)).toEqual(['arrived']);
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(arrived.outcomes).toEqual([{ ok: true, value: 'done' }]);
  });

  it('cancels a call that had arrived and was given up while detached', () => {
    const pair = new LinkedPair({ codec });
    const first = pair.live();
    const { call } = pair.call('place');
    pair.pump();
    const aborts: string[] = [];
    for (const handled of pair.atServer) handled.handler = { onAbort: ({ name }) => aborts.push(name) };
    pair.cut(first);
    call.cancel('enough');
    pair.live();
    expect(aborts).toEqual(['Cancelled']);
  });

  it('sends a call again with the time that is left by then', () => {
    const pair = new LinkedPair({ codec });
    const first = pair.live();
    pair.call('place', { deadline: 10_000, trace: { traceparent: '00-1-2-01' } });
    pair.cut(first);
    pair.advance(4_000.5);
    pair.live();
    expect(pair.atServer.map(({ meta }) => meta)).toEqual([{ timeoutMs: 6_000, traceparent: '00-1-2-01' }]);
  });

  it('aborts a handler by its deadline also while detached, and answers so after the resume', () => {
    const pair = new LinkedPair({ codec });
    const first = pair.live();
    const call = pair.callClient('ask', { deadline: 5_000, isQuery: true });
    pair.pump();
    pair.cut(first);
    pair.advance(5_000);
    pair.live();
    expect(call.outcomes).toMatchObject([{ ok: false, error: { name: 'DeadlineExceeded' } }]);
    expect(pair.atClient[0]?.isAnswered).toBe(true);
  });

  it('is not possible for a server whose outbox forgot what the client misses: all anew, handlers aborted', () => {
    const pair = new LinkedPair({ codec, serverLimits: { outbox: { bytes: 10_000, envelopes: 3 } } });
    const first = pair.live();
    const { outcomes } = pair.call('place');
    pair.pump();
    const aborts: string[] = [];
    for (const handled of pair.atServer) handled.handler = { onAbort: ({ name }) => aborts.push(name) };
    pair.cut(first);
    for (let count = 0; count < 4; count += 1) pair.sessions[0]?.session.notify({ method: 'tick', params: undefined });
    pair.live();
    expect(pair.hellos[1]?.session).toMatchObject({ token: 'token-3', resumed: false });
    expect(aborts).toEqual(['Closed']);
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown' } }]);
    expect(pair.table.size).toBe(1);
  });

  it('is not possible for a client whose outbox forgot what the server misses: it closes 1000 and begins anew', () => {
    const pair = new LinkedPair({ codec, clientLimits: { outbox: { bytes: 10_000, envelopes: 3 } } });
    const first = pair.live();
    pair.call('arrived');
    pair.pump();
    const calls = ['a', 'b', 'c', 'd'].map((method) => pair.call(method));
    pair.cut(first);
    pair.live();
    expect(calls.map(({ outcomes }) => outcomes.length)).toEqual([1, 1, 1, 1]);
    expect(pair.closes.at(-1)).toEqual({ code: 1000, reason: 'cannot resume', sentBy: 'client' });
    expect(pair.log).toEqual(['attached', 'detached', 'attached', 'ended']);
    pair.live();
    expect(pair.hellos.at(-1)?.session).toMatchObject({ token: 'token-3', resumed: false });
    expect(pair.atServer.map(({ method }) => method)).toEqual(['arrived']);
  });

  it('is possible again after an overflow as soon as acks have caught up', () => {
    const pair = new LinkedPair({ codec, serverLimits: { outbox: { bytes: 10_000, envelopes: 3 } } });
    const first = pair.live();
    for (let count = 0; count < 10; count += 1) pair.sessions[0]?.session.notify({ method: 'tick', params: undefined });
    pair.pump();
    pair.sessions[0]?.session.notify({ method: 'tock', params: undefined });
    pair.cut(first);
    pair.live();
    expect(pair.hellos[1]?.session.resumed).toBe(true);
    expect(pair.log.filter((entry) => entry.startsWith('client got'))).toHaveLength(11);
  });

  it('never outgrows its outbox on a live connection: what is confirmed is forgotten', () => {
    const pair = new LinkedPair({ codec });
    pair.live();
    for (let count = 0; count < 1_000; count += 1) {
      pair.sessions[0]?.session.notify({ method: 'tick', params: ['x'.repeat(1_000)] });
      pair.pump();
      expect(pair.sessions[0]?.session.load.outboxBytes).toBeLessThan(66_000);
    }
  });
});
