import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeServer } from '../support/stranger.ts';

describe.each([jsonCodec, msgpackCodec])('ClientSession in $name', (codec) => {
  it('offers its session again with a higher generation each time, and what it has received', () => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair);
    expect(first.offer).toBeUndefined();
    first.welcome({ token: 't' });
    pair.call('place');
    first.say({ kind: 'item', id: 1, item: 'a' }, { kind: 'ping', n: 1 });
    expect(new StrangeServer(pair).offer).toEqual({ token: 't', generation: 2, received: 1 });
    expect(new StrangeServer(pair).offer).toEqual({ token: 't', generation: 3, received: 1 });
  });

  it('stops reading its old connection before it says what it has received (⚑)', () => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair).welcome();
    const { items } = pair.call('list');
    first.say({ kind: 'item', id: 1, item: 'a' });
    const second = new StrangeServer(pair);
    expect(first.link.code).toBe(4003);
    first.say({ kind: 'item', id: 1, item: 'lost with the link' });
    second.welcome({ resumed: true, received: 1 }).say({ kind: 'item', id: 1, item: 'b' });
    expect(items).toEqual(['a', 'b']);
  });

  it('closes an attempt that is not answered when the next one begins', () => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair);
    const second = new StrangeServer(pair);
    first.welcome({ token: 'old' });
    second.welcome({ token: 'new' });
    expect(first.link.code).toBe(4003);
    expect(pair.hellos).toMatchObject([{ session: { token: 'new' } }]);
  });

  it('waits for the answer to a resuming hello with everything new; the resent stands first (⚑)', () => {
    const pair = new LinkedPair({ codec });
    new StrangeServer(pair).welcome().client.closed(1006, '', 0);
    const first = new StrangeServer(pair).welcome();
    pair.call('a');
    pair.call('b');
    first.client.closed(1006, '', 0);
    pair.call('c');
    const second = new StrangeServer(pair);
    pair.call('d');
    expect(second.link.envelopes).toHaveLength(1);
    second.welcome({ resumed: true, received: 1 });
    expect(second.link.envelopes.slice(1)).toMatchObject([
      { id: 3, method: 'b' },
      { id: 5, method: 'c' },
      { id: 7, method: 'd' },
    ]);
  });

  it('wakes for whatever comes first: calls that wait, an attempt, the sessions and the connections of both', () => {
    const pair = new LinkedPair({ codec });
    pair.call('place', { deadline: 40_000 });
    const deadlines = [pair.client.nextDeadline()];
    const first = new StrangeServer(pair);
    deadlines.push(pair.client.nextDeadline());
    first.welcome();
    deadlines.push(pair.client.nextDeadline());
    pair.now = 1_000;
    first.say({ kind: 'item', id: 1, item: 'a' });
    deadlines.push(pair.client.nextDeadline());
    pair.client.timePassed(1_200);
    deadlines.push(pair.client.nextDeadline());
    pair.now = 2_000;
    const beside = new StrangeServer(pair, 'connectBeside');
    deadlines.push(pair.client.nextDeadline());
    beside.welcome();
    deadlines.push(pair.client.nextDeadline());
    expect(deadlines).toEqual([40_000, 15_000, 25_000, 1_200, 26_000, 17_000, 26_000]);
  });

  it.each([
    { name: 'more than it sent', received: 2 },
    { name: 'less than was confirmed', received: 0 },
  ])('closes 1000 and begins anew when the server has received $name', ({ received }) => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair).welcome();
    const { outcomes } = pair.call('place');
    first.say({ kind: 'ack', received: 1 }).client.closed(1006, '', 0);
    const second = new StrangeServer(pair).welcome({ resumed: true, received });
    expect(second.link.closes).toEqual([{ code: 1000, reason: 'cannot resume' }]);
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { message: 'cannot resume' } } }]);
    expect(pair.hellos).toHaveLength(1);
    expect(new StrangeServer(pair).offer).toBeUndefined();
  });

  it.each([
    { name: 'another token', session: { token: 'other', resumed: true } },
    { name: 'a session where none was offered', session: { resumed: true }, isFirst: true },
  ])('closes 4500 at the resume of $name', ({ session, isFirst }) => {
    const pair = new LinkedPair({ codec });
    if (isFirst !== true) new StrangeServer(pair).welcome().client.closed(1006, '', 0);
    const { link } = new StrangeServer(pair).welcome(session);
    expect(link.closes).toEqual([{ code: 4500, reason: 'bad-member' }]);
  });

  it.each([
    { code: 4003, comesBackWith: undefined },
    { code: 4004, comesBackWith: 't' },
    { code: 4001, comesBackWith: 't' },
    { code: 1000, comesBackWith: 't' },
    { code: 1001, comesBackWith: 't' },
    { code: 1006, comesBackWith: 't' },
    { code: 1009, comesBackWith: undefined },
    { code: 4500, comesBackWith: undefined },
    { code: 4503, comesBackWith: undefined },
  ])('after the server closed $code comes back with the session $comesBackWith', ({ code, comesBackWith }) => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair).welcome({ token: 't' });
    const { outcomes } = pair.call('place');
    first.client.closed(code, 'why', 0);
    expect(outcomes).toMatchObject(
      comesBackWith === undefined ? [{ ok: false, error: { name: 'OutcomeUnknown', cause: { message: 'why' } } }] : [],
    );
    const offer = comesBackWith === undefined ? undefined : { token: 't', generation: 2, received: 0 };
    expect(new StrangeServer(pair).offer).toEqual(offer);
    expect(pair.closes).toEqual([{ code, reason: 'why', sentBy: 'server' }]);
  });

  it.each([
    { code: 4003, comesBack: false },
    { code: 4005, comesBack: true },
    { code: 4501, comesBack: true },
    { code: 1006, comesBack: true },
  ])('after an attempt closed with $code offers the session again: $comesBack', ({ code, comesBack }) => {
    const pair = new LinkedPair({ codec });
    new StrangeServer(pair).welcome().client.closed(1006, '', 0);
    new StrangeServer(pair).client.closed(code, '', 0);
    expect(new StrangeServer(pair).offer !== undefined).toBe(comesBack);
  });

  it('has received what its owner is just being told, when that makes it connect anew', () => {
    const pair = new LinkedPair({ codec });
    const first = new StrangeServer(pair).welcome({ token: 't' });
    const offers: unknown[] = [];
    pair.call('place', {}, () => offers.push(new StrangeServer(pair).offer));
    first.say({ kind: 'response', id: 1, result: 'done' });
    expect(offers).toEqual([{ token: 't', generation: 2, received: 1 }]);
  });

  it('sends nothing into a link that is gone', () => {
    const pair = new LinkedPair({ codec });
    const server = new StrangeServer(pair).welcome();
    const { call } = pair.call('place');
    server.say({ kind: 'item', id: 1, item: 'to be confirmed' }).client.closed(1006, '', 0);
    call.consumed();
    call.cancel('enough');
    pair.advance(1_000);
    expect(server.link.envelopes).toHaveLength(2);
  });

  it('keeps its session when its own newer connection closes the older one with 4003', () => {
    const pair = new LinkedPair({ codec });
    pair.live();
    const { outcomes } = pair.call('place');
    pair.connect();
    pair.pump();
    pair.atServer[0]?.respond('done');
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: 'done' }]);
    expect(pair.closes).toMatchObject([{ code: 4003, sentBy: 'client' }]);
  });

  it('leaves the session alone when an attempt to resume is refused', () => {
    const pair = new LinkedPair({ codec });
    pair.cut(pair.live());
    const admit = pair.decide;
    pair.decide = (connection) => connection.refuse(systemError('Unavailable', 'later', { retryAfterMs: 5 }), 0);
    pair.live();
    expect(pair.log).toContain('refused Unavailable');
    expect(pair.closes.at(-1)).toEqual({ code: 4005, reason: '5', sentBy: 'server' });
    pair.decide = admit;
    pair.live();
    expect(pair.hellos.at(-1)?.session).toMatchObject({ token: 'token-1', resumed: true });
  });

  it('when it is closed, ends what was sent as unknown and everything else as closed, and says 1000', () => {
    const pair = new LinkedPair({ codec });
    const server = new StrangeServer(pair).welcome();
    const mutation = pair.call('place');
    const query = pair.call('quote', { isQuery: true });
    pair.client.close('bye', 0);
    const late = pair.call('late');
    expect(server.link.closes).toEqual([{ code: 1000, reason: 'bye' }]);
    const names = [mutation, query, late].map(({ outcomes }) => outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.name)));
    expect(names).toEqual([['OutcomeUnknown'], ['Closed'], ['Closed']]);
    expect(pair.client.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('when it is closed while detached, ends everything too', () => {
    const pair = new LinkedPair({ codec });
    new StrangeServer(pair).welcome().client.closed(1006, '', 0);
    const waiting = pair.call('place');
    const attempt = new StrangeServer(pair);
    pair.client.close('bye', 0);
    expect(attempt.link.code).toBe(1000);
    expect(waiting.outcomes).toMatchObject([{ ok: false, error: { name: 'Closed' } }]);
  });

  it('when it is closed while a call that waited fails, is not told that it is live', () => {
    const pair = new LinkedPair({ codec, clientLimits: { outgoingCalls: 1 } });
    pair.call('place');
    pair.call('refused', {}, () => pair.client.close('bye', 0));
    const { link } = new StrangeServer(pair).welcome();
    expect([pair.hellos, link.code]).toEqual([[], 1000]);
  });

  it('closes each link that it is given once it is closed', () => {
    const pair = new LinkedPair({ codec });
    pair.client.close('bye', 0);
    const server = new StrangeServer(pair);
    expect(server.link).toMatchObject({ closes: [{ code: 1000 }], envelopes: [] });
    expect(server.client.isClosed).toBe(true);
    expect(pair.closes).toMatchObject([{ code: 1000, sentBy: 'client' }]);
    expect(pair.client.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});
