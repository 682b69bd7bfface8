import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import { eventsOf, offsetsOf } from '../support/told.ts';

async function joined(bench = new HallBench(), auth: unknown = 'ann') {
  const client = bench.client({ auth });
  const { room } = await client.join('feed', { name: 'a' });
  const post = (text: string, more: object = {}) => client.request('$/publish', { room, event: 'post', data: { text }, ...more });
  return { bench, client, room, post };
}

function failed(name: string, data?: unknown) {
  return { ok: false, error: expect.objectContaining(data === undefined ? { name } : { name, data }) };
}

describe('publish', () => {
  it('appends what a client publishes, and says who did', async () => {
    const { client, post } = await joined();
    expect(await post('hi')).toEqual({ ok: true, value: { offset: 1 } });
    await settled();
    const [hello] = client.hellos;
    expect(client.events).toEqual([{ kind: 'event', room: 1, offset: 1, name: 'post', data: { text: 'hi' }, publisher: hello?.peer }]);
  });

  it('answers 0 for what is not logged', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('mixed');
    for (const [event, data] of [
      ['tick', { symbol: 'X', price: 1 }],
      ['blink', { on: 1 }],
    ]) {
      expect(await client.request('$/publish', { room, event, data })).toEqual({ ok: true, value: { offset: 0 } });
    }
  });

  it('refuses what is not joined, no event, not for clients, or not what the contract says', async () => {
    const { client, room, post } = await joined();
    const data = { text: 'a' };
    expect(await client.request('$/publish', { room: 9, event: 'post', data })).toEqual(failed('NotJoined'));
    expect(await client.request('$/publish', { room, event: 'nothing', data })).toEqual(
      failed('InvalidParams', { issues: [{ path: '/event', message: 'must be an event of the topic' }] }),
    );
    expect(await client.request('$/publish', { room, event: 'notice', data })).toEqual(failed('Forbidden'));
    expect(await client.request('$/publish', { room, event: 'post', data: { text: 7 } })).toEqual(failed('InvalidParams'));
    await client.request('$/leave', { room });
    expect(await post('a')).toEqual(failed('NotJoined'));
  });

  it('asks the application about each', async () => {
    const { bench, client, post } = await joined();
    const asked: string[] = [];
    bench.authorize = (action) => {
      asked.push(action);
      return asked.length < 2;
    };
    expect([await post('a'), await post('b')]).toEqual([{ ok: true, value: { offset: 1 } }, failed('Forbidden')]);
    await settled();
    expect([asked, offsetsOf(client)]).toEqual([['publish', 'publish'], [1]]);
  });

  it('publishes what the application makes of it', async () => {
    const { bench, client, post } = await joined();
    const seen: unknown[] = [];
    bench.onPost = (text, key) => {
      seen.push([text, key]);
      return `${text}!`;
    };
    await post('hi', { key: 'k' });
    await settled();
    expect([seen, eventsOf(client)]).toEqual([[['hi', 'k']], [[1, 'post', { text: 'hi!' }]]]);
  });

  it('refuses what the application throws at, and what it answers wrongly; nobody gets either', async () => {
    const { bench, client, post } = await joined();
    bench.onPost = () => Promise.reject(new Error('a rude word'));
    expect(await post('a')).toEqual(failed('Internal'));
    bench.onPost = () => JSON.parse('7');
    expect(await post('b')).toEqual(failed('Internal'));
    await settled();
    expect([client.events, bench.test.log.lines.map(([level]) => level)]).toEqual([[], ['error', 'error']]);
  });

  it('refuses what is longer than members take, also when the application made it so', async () => {
    const { bench, client, post } = await joined();
    bench.onPost = () => 'x'.repeat(1 << 20);
    expect(await post('a')).toEqual(failed('TooLarge'));
    await settled();
    expect(client.events).toEqual([]);
  });

  it('appends in the order in which they came, however long each takes', async () => {
    const { bench, client, post } = await joined();
    const ends: (() => void)[] = [];
    bench.onPost = (text) => new Promise((resolve) => ends.push(() => resolve(text)));
    const published = ['a', 'b', 'c'].map((text) => post(text));
    await settled();
    expect(ends).toHaveLength(1);
    for (let at = 0; at < 3; at += 1) {
      ends[at]?.();
      await settled();
    }
    expect(await Promise.all(published)).toEqual([1, 2, 3].map((offset) => ({ ok: true, value: { offset } })));
    expect(eventsOf(client).map(([, , data]) => data)).toEqual(['a', 'b', 'c'].map((text) => ({ text })));
  });

  it('appends once for a key, also when it is sent again over the next connection while the first is still under way', async () => {
    const { bench, client, post } = await joined();
    const ends: (() => void)[] = [];
    bench.onPost = (text) => new Promise((resolve) => ends.push(() => resolve(text)));
    const lost = post('a', { key: 'k1' });
    const alsoLost = post('b', { key: 'k2' });
    await settled();
    client.link.cut();
    expect([await lost, await alsoLost]).toEqual([failed('Closed'), failed('Closed')]);
    client.connect('ann');
    const { room } = await client.join('feed', { name: 'a' }, { position: { epoch: 'epoch.1', offset: 0 } });
    const again = [
      ['a', 'k1'],
      ['b', 'k2'],
      ['c', 'k3'],
    ].map(([text, key]) => client.request('$/publish', { room, event: 'post', data: { text }, key }));
    for (let at = 0; at < 5; at += 1) {
      await settled();
      ends[at]?.();
    }
    expect(await Promise.all(again)).toEqual([1, 2, 3].map((offset) => ({ ok: true, value: { offset } })));
    await settled();
    expect(eventsOf(client)).toEqual(['a', 'b', 'c'].map((text, at) => [at + 1, 'post', { text }]));
  });

  it('does not take the key of one for that of another, nor of the server', async () => {
    const bench = new HallBench();
    const posts = await Promise.all(['ann', 'bob', 'server'].map(async (auth) => (await joined(bench, auth)).post));
    const offsets: unknown[] = [];
    for (const post of [...posts, ...posts]) offsets.push(await post('a', { key: 'k' }));
    expect(offsets).toEqual([1, 2, 3, 1, 2, 3].map((offset) => ({ ok: true, value: { offset } })));
    const room = bench.test.hub.room(hall.topics.feed, { name: 'a' });
    expect(await room.publish('post', { text: 'a' }, { key: 'k' })).toEqual({ offset: 4 });
  });

  it('takes the key of whoever the client is when it comes, not when its turn comes', async () => {
    const { bench, client, post } = await joined();
    const ends: (() => void)[] = [];
    bench.onPost = (text) => new Promise((resolve) => ends.push(() => resolve(text)));
    const first = post('a', { key: 'k' });
    await settled();
    await client.request('$/auth', { auth: 'bob' });
    ends[0]?.();
    await first;
    const second = post('b', { key: 'k' });
    await settled();
    ends[1]?.();
    expect(await second).toEqual({ ok: true, value: { offset: 2 } });
  });

  it('takes publishes at a rate, and so many at a time', async () => {
    const limits = { publishes: { perSecond: 10, burst: 3 }, publishesInFlight: 2 };
    const { bench, post } = await joined(new HallBench({ limits }));
    const release = bench.broker.hold('publish');
    const published = ['a', 'b', 'c', 'd'].map((text) => post(text));
    expect(await Promise.all(published.slice(2))).toEqual([
      failed('TooMany', { retryAfterMs: 100 }),
      failed('TooMany', { retryAfterMs: 100 }),
    ]);
    release();
    expect(await Promise.all(published.slice(0, 2))).toEqual([1, 2].map((offset) => ({ ok: true, value: { offset } })));
    await bench.platform.advance(100);
    expect(await post('e')).toEqual({ ok: true, value: { offset: 3 } });
  });

  it.each(['failing', 'failingAfter'] as const)(
    'tells Unavailable when the broker fails (%s); with its key it can be sent again',
    async (how) => {
      const { bench, client, post } = await joined();
      bench.broker[how].add('publish');
      expect(await post('a', { key: 'k' })).toEqual(failed('Unavailable'));
      expect(bench.test.log.lines).toMatchObject([['warn', { topic: 'feed', event: 'post' }, expect.any(String)]]);
      bench.broker[how].clear();
      expect(await post('a', { key: 'k' })).toEqual({ ok: true, value: { offset: 1 } });
      await settled();
      expect(offsetsOf(client)).toEqual([1]);
    },
  );
});
