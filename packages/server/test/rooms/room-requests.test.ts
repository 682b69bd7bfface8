import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { RoomRequests } from '../../src/rooms/room-requests.ts';
import { RoomTable } from '../../src/rooms/room-table.ts';
import { HallBench } from '../support/hall-bench.ts';
import { roomWorld } from '../support/room-world.ts';

function failed(name: string, data?: unknown) {
  return { ok: false, error: expect.objectContaining(data === undefined ? { name } : { name, data }) };
}

describe('RoomRequests', () => {
  it('knows its methods', () => {
    const world = roomWorld();
    const requests = new RoomRequests(world, new Map(), new RoomTable(world));
    const methods = ['$/join', '$/leave', '$/state', '$/publish', '$/auth', 'join', 0];
    expect(methods.filter((method) => requests.knows(method))).toEqual(['$/join', '$/leave', '$/state', '$/publish']);
  });

  it.each([['$/join'], ['$/leave'], ['$/state'], ['$/publish']])('refuses %s with params that are none', async (method) => {
    const client = new HallBench().client();
    expect(await client.request(method, [])).toEqual(failed('InvalidParams', { issues: [{ path: '', message: 'must be an object' }] }));
  });

  it('takes joins at a rate, and says when to come back', async () => {
    const bench = new HallBench({ limits: { joins: { perSecond: 2, burst: 1 } } });
    const client = bench.client();
    await client.join('mixed');
    expect(await client.request('$/join', { topic: 'board' })).toEqual(failed('TooMany', { retryAfterMs: 500 }));
    await bench.platform.advance(500);
    await client.join('board');
  });

  it('takes so many joins at a time as there may be rooms', async () => {
    const bench = new HallBench({ limits: { rooms: 2 } });
    const client = bench.client();
    const release = bench.broker.hold('subscribe');
    const joins = ['a', 'b', 'c'].map((name) => client.request('$/join', { topic: 'feed', params: { name } }));
    expect(await joins[2]).toEqual(failed('TooMany', { retryAfterMs: 1_000 }));
    release();
    expect(await Promise.all(joins.slice(0, 2))).toMatchObject([{ ok: true }, { ok: true }]);
    // They are no longer under way, but the peer is in as many as it may be.
    expect(await client.request('$/join', { topic: 'mixed' })).toEqual(failed('TooMany'));
  });

  it('changes the state of a member, for everybody', async () => {
    const bench = new HallBench();
    const [ann, bob] = [bench.client(), bench.client()];
    const { room } = await ann.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    await bob.join('lobby', { name: 'a' }, { state: { name: 'bob' } });
    await bench.platform.advance(100);
    bob.events.length = 0;
    expect(await ann.request('$/state', { room, state: { name: 'anna' } })).toEqual({ ok: true, value: null });
    await bench.platform.advance(100);
    expect(bob.events).toEqual([{ kind: 'presence', room, full: false, changes: [[ann.hellos[0]?.peer, { name: 'anna' }]] }]);
  });

  it('refuses a state where there is no membership, no presence, or no such state', async () => {
    const bench = new HallBench();
    const client = bench.client();
    expect(await client.request('$/state', { room: 1, state: { name: 'ann' } })).toEqual(failed('NotJoined'));
    const { room: feed } = await client.join('feed', { name: 'a' });
    expect(await client.request('$/state', { room: feed, state: null })).toEqual(
      failed('InvalidParams', { issues: [{ path: '/state', message: 'the topic has no presence' }] }),
    );
    const { room: lobby } = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    expect(await client.request('$/state', { room: lobby, state: { name: 7 } })).toEqual(failed('InvalidParams'));
  });

  it('counts a state as a publish', async () => {
    const bench = new HallBench({ limits: { publishes: { perSecond: 1, burst: 1 } } });
    const client = bench.client();
    const { room } = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    await client.request('$/state', { room, state: { name: 'anna' } });
    expect(await client.request('$/state', { room, state: { name: 'ann' } })).toEqual(failed('TooMany', { retryAfterMs: 1_000 }));
  });

  it('tells Unavailable when the broker does not take a state', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    bench.broker.failing.add('setMember');
    expect(await client.request('$/state', { room, state: { name: 'anna' } })).toEqual(failed('Unavailable'));
    await settled();
    expect(bench.test.log.lines).toMatchObject([['warn', { topic: 'lobby' }, expect.any(String)]]);
  });

  it('logs what the application threw once, under the id that the client is told', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const thrown = new Error('the database is gone');
    bench.authorize = () => Promise.reject(thrown);
    const outcome = await client.request('$/join', { topic: 'mixed' });
    if (outcome.ok) throw new Error('it may not join');
    expect(bench.test.log.lines).toEqual([
      ['error', { err: thrown, topic: 'mixed', peer: client.hellos[0]?.peer, ...Object(outcome.error.data) }, 'a handler failed'],
    ]);
  });
});
