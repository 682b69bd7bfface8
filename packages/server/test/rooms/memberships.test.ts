import { systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { HallBench } from '../support/hall-bench.ts';
import { offsetsOf } from '../support/told.ts';

describe('Memberships', () => {
  it('are gone with their connection, and the room with the last of them', async () => {
    const bench = new HallBench();
    const clients = [bench.client(), bench.client()];
    for (const client of clients) await client.join('feed', { name: 'a' });
    for (const [index, client] of clients.entries()) {
      client.link.cut();
      await settled();
      expect(bench.broker.count('unsubscribe')).toBe(index);
    }
  });

  it('end when they are left; nothing is sent after the answer', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    const posted = bench.post('a', ['1']);
    expect(await client.request('$/leave', { room })).toEqual({ ok: true, value: null });
    await posted;
    const before = client.link.sent.length;
    await bench.post('a', ['2']);
    await settled();
    expect([client.link.sent.length - before, bench.broker.count('unsubscribe')]).toEqual([0, 1]);
  });

  it('stay where an older join is left, and end with their own', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const params = { topic: 'feed', params: { name: 'a' } };
    await client.request('$/join', { ...params, n: 1 });
    const { room } = await client.join('feed', { name: 'a' }, { n: 2 });
    await client.request('$/leave', { room, n: 1 });
    await bench.post('a', ['1']);
    await settled();
    expect([offsetsOf(client), bench.broker.count('unsubscribe')]).toEqual([[1], 0]);
    await client.request('$/leave', { room, n: 2 });
    expect(bench.broker.count('unsubscribe')).toBe(1);
  });

  it('stay where a room is left that is not joined', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    expect(await client.request('$/leave', { room: room + 1 })).toEqual({ ok: true, value: null });
    await bench.post('a', ['1']);
    await settled();
    expect(offsetsOf(client)).toEqual([1]);
  });

  it('move when a room is joined that is joined: one membership, one event each', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room, epoch } = await client.join('feed', { name: 'a' });
    await bench.post('a', ['1', '2', '3']);
    client.events.length = 0;
    expect(await client.join('feed', { name: 'a' }, { position: { epoch, offset: 1 } })).toMatchObject({
      room,
      offset: 1,
      recovered: true,
    });
    await bench.post('a', ['4']);
    await settled();
    expect(offsetsOf(client)).toEqual([2, 3, 4]);
    await client.request('$/leave', { room });
    expect(bench.broker.count('unsubscribe')).toBe(1);
  });

  it('end where other credentials do not allow them, before the answer to these', async () => {
    const bench = new HallBench();
    const client = bench.client({ auth: 'ann' });
    const told: string[] = [];
    for (const topic of ['mixed', 'gauge', 'board']) await client.join(topic);
    await settled();
    client.events.length = 0;
    bench.authorize = (_, { principal }) => principal === 'ann';
    const changed = client.request('$/auth', { auth: 'bob' }).then(() => told.push(...client.events.map(({ kind }) => kind), 'answer'));
    await changed;
    expect(told).toEqual(['revoked', 'revoked', 'revoked', 'answer']);
    const [revoked] = client.events;
    expect(revoked).toEqual({
      kind: 'revoked',
      room: 1,
      error: { code: systemError('Forbidden', '').code, message: 'you may not join this room' },
    });
    expect(bench.broker.count('unsubscribe')).toBe(3);
  });

  it('stay where other credentials allow them, and where nobody can be asked they end', async () => {
    const bench = new HallBench();
    const client = bench.client({ auth: 'ann' });
    await client.join('mixed');
    expect(await client.request('$/auth', { auth: 'bob' })).toMatchObject({ ok: true });
    bench.authorize = () => Promise.reject(new Error('the database is gone'));
    await client.request('$/auth', { auth: 'eve' });
    expect(client.events).toMatchObject([{ kind: 'revoked', error: { code: -32_603 } }]);
  });

  it('are not revoked by an answer about one that was joined anew meanwhile', async () => {
    const bench = new HallBench();
    const client = bench.client({ auth: 'ann' });
    await client.join('feed', { name: 'a' });
    const answers: ((answer: boolean) => void)[] = [];
    bench.authorize = () => new Promise((resolve) => answers.push(resolve));
    const changed = client.request('$/auth', { auth: 'bob' });
    const joined = client.join('feed', { name: 'a' });
    await settled();
    expect(answers).toHaveLength(2);
    // The one about the join, then the one about the membership that it follows.
    answers[1]?.(true);
    await joined;
    answers[0]?.(false);
    await changed;
    await bench.post('a', ['1']);
    await settled();
    expect(client.events).toMatchObject([{ kind: 'event', offset: 1 }]);
  });

  it('are as many as there are rooms, however many joins of a room are under way', async () => {
    const bench = new HallBench({ limits: { rooms: 3 } });
    const client = bench.client();
    for (const name of ['a', 'b']) await client.join('feed', { name });
    const answers: ((answer: boolean) => void)[] = [];
    bench.authorize = () => new Promise((resolve) => answers.push(resolve));
    const again = ['a', 'b'].map((name) => client.join('feed', { name }));
    await settled();
    bench.authorize = () => true;
    expect(await client.join('feed', { name: 'c' })).toMatchObject({ offset: 0 });
    for (const answer of answers) answer(true);
    expect(await Promise.all(again)).toMatchObject([{ room: 1 }, { room: 2 }]);
    expect(await client.request('$/join', { topic: 'mixed' })).toMatchObject({ ok: false, error: { name: 'TooMany' } });
  });

  it('are no more than may be, though all are joined at once and left while they are joined again', async () => {
    const bench = new HallBench({ limits: { rooms: 2 } });
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    const release = bench.broker.hold('read');
    const again = client.join('feed', { name: 'a' }, { position: { epoch: 'epoch.1', offset: 0 } });
    await settled();
    await client.request('$/leave', { room });
    const others = ['b', 'c'].map((name) => client.request('$/join', { topic: 'feed', params: { name } }));
    expect(await Promise.all(others)).toMatchObject([{ ok: true }, { ok: false, error: { name: 'TooMany' } }]);
    release();
    expect(await again).toMatchObject({ room });
  });
});
