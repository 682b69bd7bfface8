import { describe, expect, it } from 'vitest';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';
import type { IncomingCall } from '../../src/session/incoming-call.ts';
import type { ServerConnection } from '../../src/session/server-connection.ts';
import type { ServerSession } from '../../src/session/server-session.ts';
import { LinkedPair, type LinkedPairOptions } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const call: OutboundEnvelope = { kind: 'request', id: 1, method: 'place', params: undefined };

/** A session with token-1, in which the client called once; its handler runs and writes down its aborts. */
function sessionWithCall(options: LinkedPairOptions = {}) {
  const pair = new LinkedPair(options);
  const first = new StrangeClient(pair).hello().say(call);
  const aborts: string[] = [];
  for (const handled of pair.atServer) handled.handler = { onAbort: ({ name }) => aborts.push(name) };
  return { pair, first, aborts, offer: { token: 'token-1', generation: 1, received: 0 } };
}

const resumed = { session: { token: 'token-1', resumed: true, received: 1 } };
const begun = { session: { resumed: false, received: 0 } };

const kept = ({ table }: LinkedPair) => ({ size: table.size, detachedSize: table.detachedSize });

describe('SessionTable', () => {
  it('lets a client go on with its session: the same token and peer, nothing aborted (§4)', () => {
    const { pair, first, aborts, offer } = sessionWithCall();
    first.closed(1006);
    expect(new StrangeClient(pair).hello(offer).greeting).toMatchObject({ ...resumed, peer: 'peer-2' });
    expect(aborts).toEqual([]);
    expect(pair.log).toEqual(['attached', 'detached', 'attached']);
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 0 });
  });

  it('closes the older connection with 4003 and discards what it still brings (⚑)', () => {
    const { pair, first, offer } = sessionWithCall();
    new StrangeClient(pair).hello(offer);
    expect(first.link.code).toBe(4003);
    first.say({ ...call, id: 3 }, { kind: 'ack', received: 9 }, { kind: 'ping', n: 1 });
    first.closed(1000);
    expect(pair.atServer).toHaveLength(1);
    expect(pair.sessions[0]?.session.received).toBe(1);
    expect(first.link.envelopes).toHaveLength(1);
    expect(pair.log).toEqual(['attached', 'detached', 'attached']);
  });

  it.each([
    { name: 'an unknown token', offer: { token: 'token-7', generation: 9, received: 0 }, principal: 'ann' },
    { name: 'the digest of the token', offer: { token: 'digest of token-1', generation: 9, received: 0 }, principal: 'ann' },
    { name: 'the token of another principal', offer: { token: 'token-1', generation: 9, received: 0 }, principal: 'eve' },
    { name: 'the token without its principal', offer: { token: 'token-1', generation: 9, received: 0 }, principal: null },
    { name: 'no token', offer: undefined, principal: 'ann' },
  ])('begins a session of its own for $name, and leaves the other untouched', ({ offer, principal }) => {
    const { pair, first, aborts } = sessionWithCall();
    pair.decide = (connection) => connection.admit(pair.admission(principal), 0);
    expect(new StrangeClient(pair).hello(offer).greeting).toMatchObject({
      session: { token: 'token-3', resumed: false, received: 0 },
      peer: 'peer-4',
    });
    first.say({ ...call, id: 3 });
    expect(pair.atServer).toHaveLength(2);
    expect(first.link.closes).toEqual([]);
    expect(aborts).toEqual([]);
    expect(pair.table.size).toBe(2);
  });

  it.each([
    { from: 'ann', to: 'bob', comesAs: 'bob', isResumed: true },
    { from: 'ann', to: 'bob', comesAs: 'ann', isResumed: false },
    { from: null, to: 'bob', comesAs: 'bob', isResumed: true },
    { from: null, to: 'bob', comesAs: null, isResumed: false },
    { from: 'ann', to: null, comesAs: null, isResumed: true },
  ])('lets a session of $from that changed to $to be resumed as $comesAs: $isResumed (§4.8)', ({ from, to, comesAs, isResumed }) => {
    const pair = new LinkedPair();
    pair.decide = (connection) => connection.admit(pair.admission(from), 0);
    const first = new StrangeClient(pair).hello();
    pair.sessions[0]?.changePrincipal(to);
    first.closed(1006);
    pair.decide = (connection) => connection.admit(pair.admission(comesAs), 0);
    const { greeting } = new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 });
    expect(greeting).toMatchObject({ session: { resumed: isResumed } });
    expect(pair.table.size).toBe(isResumed ? 1 : 2);
  });

  it('judges a resume by whom the session belongs to when it is decided, not when it was asked for', () => {
    const { pair, first, offer } = sessionWithCall();
    first.closed(1006);
    const pending: ServerConnection[] = [];
    pair.decide = (connection) => void pending.push(connection);
    const second = new StrangeClient(pair).hello(offer);
    pair.sessions[0]?.changePrincipal('bob');
    for (const connection of pending) connection.admit(pair.admission('ann'), 0);
    expect(second.greeting).toMatchObject(begun);
  });

  it('names all its sessions, attached or not, the oldest first, and is safe from whoever ends them meanwhile', () => {
    const pair = new LinkedPair();
    new StrangeClient(pair).hello().closed(1006);
    new StrangeClient(pair).hello();
    new StrangeClient(pair).hello();
    expect(pair.table.sessions()).toEqual(pair.sessions);
    for (const session of pair.table.sessions()) pair.table.end(session, 'one after another');
    expect(pair.table.sessions()).toEqual([]);
  });

  it('ends all sessions: handlers are aborted, calls end as unknown, connections are left to their owner', () => {
    const { pair, first, aborts, offer } = sessionWithCall();
    first.closed(1006);
    const second = new StrangeClient(pair).hello();
    const asked = pair.callClient('ask');
    pair.table.endAll('the server goes away');
    expect([aborts, pair.log.slice(-2)]).toEqual([['Closed'], ['ended', 'ended']]);
    expect(asked.outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { message: 'the server goes away' } } }]);
    expect([second.link.closes, second.server.isClosed]).toEqual([[], false]);
    expect([kept(pair), pair.table.nextDeadline()]).toEqual([{ size: 0, detachedSize: 0 }, Number.POSITIVE_INFINITY]);
    expect(new StrangeClient(pair).hello(offer).greeting).toMatchObject(begun);
  });

  it('leaves a session that begins while all are ended', () => {
    const pair = new LinkedPair();
    const admission = pair.admission();
    const comeAgain = () => void new StrangeClient(pair).hello();
    const observe = (session: ServerSession) => ({ ...admission.observe(session), onEnded: comeAgain });
    pair.decide = (connection) => connection.admit({ ...admission, observe }, 0);
    new StrangeClient(pair).hello();
    pair.table.endAll('the server goes away');
    expect(pair.table.sessions()).toEqual(pair.sessions.slice(1));
  });

  it('knows an anonymous session by its token alone', () => {
    const pair = new LinkedPair();
    pair.decide = (connection) => connection.admit(pair.admission(null), 0);
    new StrangeClient(pair).hello();
    expect(new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 }).greeting).toMatchObject({
      session: { resumed: true },
    });
  });

  it.each([
    { seen: 5, next: 6, code: undefined },
    { seen: 5, next: 5, code: 4003 },
    { seen: 5, next: 4, code: 4003 },
    { seen: 0, next: 0, code: 4003 },
  ])('after generation $seen answers generation $next with close code $code (⚑)', ({ seen, next, code }) => {
    const { pair, offer } = sessionWithCall();
    const second = seen === 0 ? undefined : new StrangeClient(pair).hello({ ...offer, generation: seen });
    const third = new StrangeClient(pair).hello({ ...offer, generation: next });
    expect(third.link.code).toBe(code);
    expect(pair.table.size).toBe(1);
    expect(second?.link.code).toBe(code === undefined ? 4003 : undefined);
  });

  it('does not ask who says an outdated hello', () => {
    const { pair, offer } = sessionWithCall();
    let asked = 0;
    pair.decide = () => {
      asked += 1;
    };
    const { link } = new StrangeClient(pair).hello({ ...offer, generation: 0 });
    expect(asked).toBe(0);
    expect(link).toMatchObject({ envelopes: [], closes: [{ code: 4003 }] });
  });

  /** After two envelopes sent, of which the client confirmed one. */
  it.each([
    { received: 0, goesOn: false },
    { received: 1, goesOn: true },
    { received: 2, goesOn: true },
    { received: 3, goesOn: false },
  ])('takes received $received of [1, 2]: $goesOn; else the old session ends at once, its handlers aborted', ({ received, goesOn }) => {
    const { pair, first, aborts, offer } = sessionWithCall();
    pair.atServer[0]?.sendItem('a');
    pair.atServer[0]?.sendItem('b');
    first.say({ kind: 'ack', received: 1 });
    const { greeting, link } = new StrangeClient(pair).hello({ ...offer, received });
    expect(greeting).toMatchObject(goesOn ? resumed : begun);
    expect(link.envelopes.slice(1)).toEqual(goesOn && received === 1 ? [{ kind: 'item', id: 1, item: 'b' }] : []);
    expect(first.link.code).toBe(4003);
    expect(aborts).toEqual(goesOn ? [] : ['Closed']);
    expect(pair.table.size).toBe(1);
  });

  it('does not resume in another subprotocol; the old session ends', () => {
    const { pair, aborts, offer } = sessionWithCall();
    const other = new StrangeClient(pair, msgpackCodec).hello(offer);
    expect(other.greeting).toMatchObject(begun);
    expect(aborts).toEqual(['Closed']);
    expect(pair.table.size).toBe(1);
  });

  it('keeps a detached session for 60 s and then aborts its handlers', () => {
    const { pair, first, aborts } = sessionWithCall();
    pair.now = 500;
    first.closed(1006);
    pair.table.timePassed(60_499);
    expect(aborts).toEqual([]);
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 1 });
    pair.table.timePassed(60_500);
    expect(aborts).toEqual(['Closed']);
    expect(kept(pair)).toEqual({ size: 0, detachedSize: 0 });
    expect(pair.table.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('begins the 60 s anew at each drop', () => {
    const { pair, first, aborts, offer } = sessionWithCall();
    first.closed(1006);
    const second = new StrangeClient(pair).hello(offer);
    pair.table.timePassed(200_000);
    pair.now = 200_000;
    second.closed(1006);
    pair.table.timePassed(259_999);
    expect(aborts).toEqual([]);
    pair.table.timePassed(260_000);
    expect(aborts).toEqual(['Closed']);
  });

  it.each([
    { code: 1000, ends: true },
    { code: 1001, ends: true },
    { code: 1006, ends: false },
    { code: 1009, ends: true },
    { code: 1011, ends: false },
    { code: 4001, ends: false },
    { code: 4004, ends: false },
    { code: 4500, ends: true },
  ])('at a close with $code by the client the session ends: $ends', ({ code, ends }) => {
    const { pair, first, aborts } = sessionWithCall();
    first.closed(code);
    expect(kept(pair)).toEqual(ends ? { size: 0, detachedSize: 0 } : { size: 1, detachedSize: 1 });
    expect(aborts).toEqual(ends ? ['Closed'] : []);
    expect(pair.log).toEqual(['attached', ends ? 'ended' : 'detached']);
  });

  it.each([
    { code: 1000, ends: false },
    { code: 1001, ends: false },
    { code: 1009, ends: true },
    { code: 4001, ends: false },
    { code: 4002, ends: false },
    { code: 4499, ends: false },
    { code: 4500, ends: true },
    { code: 4503, ends: true },
  ])('at a close with $code by the server the session ends: $ends', ({ code, ends }) => {
    const { pair, first } = sessionWithCall();
    first.server.close(code, '', 0);
    expect(kept(pair)).toEqual(ends ? { size: 0, detachedSize: 0 } : { size: 1, detachedSize: 1 });
  });

  it('forgets a detached session whose client came back and could not go on', () => {
    const { pair, first, offer } = sessionWithCall();
    first.closed(1006);
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 1 });
    expect(new StrangeClient(pair).hello({ ...offer, received: 7 }).greeting).toMatchObject(begun);
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 0 });
    pair.table.timePassed(60_000);
    expect(pair.log).toEqual(['attached', 'detached', 'ended', 'attached']);
  });

  it('keeps nothing of a session that its owner ends, being told that it is detached', () => {
    const pair = new LinkedPair();
    const admission = pair.admission();
    pair.decide = (connection) =>
      connection.admit(
        {
          ...admission,
          observe: (session) => ({ ...admission.observe(session), onDetached: () => pair.table.end(session, 'not wanted any more') }),
        },
        pair.now,
      );
    const stranger = new StrangeClient(pair).hello();
    stranger.closed(1006);
    expect(kept(pair)).toEqual({ size: 0, detachedSize: 0 });
  });

  it('keeps nothing of a detached session that ended meanwhile', () => {
    const { pair, first, offer } = sessionWithCall();
    first.closed(1006);
    pair.now = 60_000;
    pair.table.timePassed(60_000);
    expect(new StrangeClient(pair).hello(offer).greeting).toMatchObject(begun);
    const [handled]: readonly (IncomingCall | undefined)[] = pair.atServer;
    handled?.respond('late');
    expect(pair.table.size).toBe(1);
  });
});
