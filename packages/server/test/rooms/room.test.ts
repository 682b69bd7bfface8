import { DEFAULT_RETENTION } from '@trunkline/broker';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import type { TestClient } from '../support/test-client.ts';
import { memoryBroker } from '../support/test-hub.ts';
import { eventsOf, offsetsOf, range } from '../support/told.ts';

const NONSENSE = Uint8Array.of(0xc1);

/** Two members of the mixed room. */
async function mixed() {
  const bench = new HallBench();
  const clients = [bench.client(), bench.client()];
  for (const client of clients) await client.join('mixed');
  const room = bench.test.hub.room(hall.topics.mixed);
  return {
    bench,
    clients,
    line: (text: string) => room.publish('line', { text }),
    tick: (symbol: string, price: number) => room.publish('tick', { symbol, price }),
    blink: (on: number) => room.publish('blink', { on }),
    /** Publications with these numbers are lost on their way. */
    drop: (...versions: readonly number[]) => {
      bench.broker.deliver = (event, hand) => {
        if (!versions.includes(event.version)) hand(event);
      };
    },
  };
}

/** The newest price of each symbol that a client was told. */
function prices(client: TestClient): unknown {
  const newest = new Map<unknown, unknown>();
  for (const [, name, data] of eventsOf(client)) {
    if (name === 'tick' && typeof data === 'object' && data !== null && 'symbol' in data && 'price' in data)
      newest.set(data.symbol, data.price);
  }
  return Object.fromEntries(newest);
}

describe('Room', () => {
  it('hands on what is published before the subscription is answered', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const release = bench.broker.hold('subscribe');
    const joined = client.join('feed', { name: 'a' }, { position: { epoch: 'epoch.1', offset: 0 } });
    await settled();
    await bench.post('a', ['1', '2']);
    release();
    expect(await joined).toMatchObject({ recovered: true });
    await settled();
    expect(offsetsOf(client)).toEqual([1, 2]);
  });

  it('merges the values that it loads with those that are published meanwhile', async () => {
    const bench = new HallBench();
    const room = bench.test.hub.room(hall.topics.mixed);
    for (const symbol of ['A', 'B']) await room.publish('tick', { symbol, price: 1 });
    const client = bench.client();
    const release = bench.broker.hold('values');
    const joined = client.join('mixed');
    await settled();
    await room.publish('tick', { symbol: 'A', price: 2 });
    release();
    await joined;
    await settled();
    expect(eventsOf(client)).toEqual([
      [0, 'tick', { symbol: 'B', price: 1 }],
      [0, 'tick', { symbol: 'A', price: 2 }],
    ]);
  });

  it('sends the current values at the seam, and forgets those whose time is over', async () => {
    const { bench, tick } = await mixed();
    await tick('A', 1);
    await bench.platform.advance(30_000);
    await tick('B', 1);
    await bench.platform.advance(30_000);
    const late = bench.client();
    await late.join('mixed');
    await settled();
    expect(prices(late)).toEqual({ B: 1 });
  });

  it.each([
    ['the first of a turn', [1]],
    ['one in the middle of a turn', [2]],
    ['several', [1, 3]],
  ])('reads the log where the broker lost %s', async (_, versions) => {
    const { clients, line, drop } = await mixed();
    drop(...versions);
    await Promise.all(['1', '2', '3', '4'].map((text) => line(text)));
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2, 3, 4]));
  });

  it('finds within 25 s that the last was lost', async () => {
    const { bench, clients, line, drop } = await mixed();
    await line('1');
    drop(2);
    await line('2');
    await bench.platform.advance(24_000);
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1]));
    await bench.platform.advance(1_000);
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2]));
  });

  it('finds a logged one that was lost, though others came behind it', async () => {
    const { bench, clients, line, blink, drop } = await mixed();
    drop(1);
    await line('1');
    await blink(2);
    await bench.platform.advance(24_999);
    // Something comes while the broker is asked.
    const release = bench.broker.hold('heads');
    await bench.platform.advance(1);
    await blink(3);
    release();
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1]));
    await line('4');
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2]));
  });

  it('sends nothing twice that comes twice', async () => {
    const { bench, clients, line, blink, tick } = await mixed();
    bench.broker.deliver = (event, hand) => {
      hand(event);
      hand(event);
    };
    await Promise.all([line('1'), blink(1), tick('A', 1), line('2')]);
    await blink(2);
    await settled();
    expect(clients.map((client) => eventsOf(client).map(([offset, name]) => [offset, name]))).toEqual(
      clients.map(() => [
        [1, 'line'],
        [0, 'blink'],
        [0, 'tick'],
        [2, 'line'],
        [0, 'blink'],
      ]),
    );
  });

  it('keeps the order of what comes late: the log by reading it, values by their version', async () => {
    const { bench, clients, line, tick } = await mixed();
    const late: (() => void)[] = [];
    bench.broker.deliver = (event, hand) => {
      if (event.version % 2 === 0) hand(event);
      else late.push(() => hand(event));
    };
    await line('1');
    await line('2');
    await tick('A', 1);
    await tick('A', 2);
    await settled();
    for (const hand of late) hand();
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2]));
    expect(clients.map(prices)).toEqual(clients.map(() => ({ A: 2 })));
    const joiner = bench.client();
    await joiner.join('mixed');
    await settled();
    expect(prices(joiner)).toEqual({ A: 2 });
  });

  it('reads the values where one was lost, however often that fails', async () => {
    const { bench, clients, tick, drop } = await mixed();
    await tick('A', 1);
    bench.broker.failing.add('values');
    drop(2);
    await tick('A', 2);
    await tick('B', 1);
    await bench.platform.advance(1_500);
    expect(clients.map(prices)).toEqual(clients.map(() => ({ A: 1, B: 1 })));
    bench.broker.failing.clear();
    await bench.platform.advance(500);
    expect(clients.map(prices)).toEqual(clients.map(() => ({ A: 2, B: 1 })));
  });

  it('finds within 25 s that the last value was lost', async () => {
    const { bench, clients, tick, drop } = await mixed();
    drop(1);
    await tick('A', 1);
    await bench.platform.advance(25_000);
    expect(clients.map(prices)).toEqual(clients.map(() => ({ A: 1 })));
  });

  it('begins anew with another store: a gap, its values, its events', async () => {
    const { bench, clients, line, tick } = await mixed();
    for (const text of ['1', '2', '3']) await line(text);
    await tick('A', 1);
    await settled();
    const store = memoryBroker(bench.platform, 'next');
    await bench.broker.lose(store);
    for (const client of clients) client.events.length = 0;
    await tick('B', 1);
    await line('4');
    await settled();
    for (const client of clients) {
      expect(client.events.find(({ kind }) => kind === 'gap')).toEqual({
        kind: 'gap',
        room: 1,
        epoch: 'next.1',
        offset: 0,
        reason: 'epoch',
      });
      expect(prices(client)).toEqual({ B: 1 });
    }
    await line('5');
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2]));
    const joiner = bench.client();
    await joiner.join('mixed');
    await settled();
    expect(prices(joiner)).toEqual({ B: 1 });
  });

  it('finds another store within 25 s where nothing is published', async () => {
    const { bench, clients, line } = await mixed();
    await line('1');
    await bench.broker.lose(memoryBroker(bench.platform, 'next'));
    await bench.platform.advance(25_000);
    expect(clients.map(({ events }) => events.at(-1))).toEqual(
      clients.map(() => ({ kind: 'gap', room: 1, epoch: 'next.1', offset: 0, reason: 'epoch' })),
    );
    // Once.
    await bench.platform.advance(50_000);
    expect(clients.map(({ events }) => events.filter(({ kind }) => kind === 'gap').length)).toEqual([1, 1]);
  });

  it('does not go back to a store because of what comes late from it', async () => {
    const { bench, clients, line } = await mixed();
    const late: (() => void)[] = [];
    bench.broker.deliver = (event, hand) => {
      if (event.offset === 2) late.push(() => hand(event));
      else hand(event);
    };
    await line('1');
    await line('2');
    bench.broker.deliver = (event, hand) => hand(event);
    await bench.broker.lose(memoryBroker(bench.platform, 'next'));
    await line('3');
    await settled();
    for (const client of clients) client.events.length = 0;
    for (const hand of late) hand();
    await settled();
    await line('4');
    await settled();
    expect(clients.map(({ events }) => events)).toMatchObject(clients.map(() => [{ kind: 'event', offset: 2, data: { text: '4' } }]));
  });

  it('does not go back to a store because of an answer that comes late from it', async () => {
    const { bench, clients, line } = await mixed();
    await line('1');
    const release = bench.broker.hold('heads');
    await bench.platform.advance(25_000);
    await bench.broker.lose(memoryBroker(bench.platform, 'next'));
    await line('2');
    await settled();
    release();
    await settled();
    await line('3');
    await settled();
    expect(clients.map(({ events }) => events.map(({ kind }) => kind))).toEqual(clients.map(() => ['event', 'gap', 'event']));
  });

  it('does not mix the values of two stores', async () => {
    const { bench, clients, tick, drop } = await mixed();
    for (let price = 1; price <= 9; price += 1) await tick('A', price);
    const release = bench.broker.hold('values');
    drop(10);
    await tick('A', 10);
    await tick('A', 11);
    await settled();
    drop();
    await bench.broker.lose(memoryBroker(bench.platform, 'next'));
    await tick('A', 1);
    await settled();
    release();
    await settled();
    expect(clients.map(prices)).toEqual(clients.map(() => ({ A: 1 })));
    const joiner = bench.client();
    await joiner.join('mixed');
    await settled();
    expect(prices(joiner)).toEqual({ A: 1 });
  });

  it('sends readers past what is no event, and goes on', async () => {
    const { bench, clients, line } = await mixed();
    await line('1');
    await bench.broker.publish('mixed', { delivery: 'log', payload: NONSENSE, retention: DEFAULT_RETENTION });
    await settled();
    await line('3');
    await settled();
    expect(clients.map(({ events }) => events)).toMatchObject(
      clients.map(() => [
        { kind: 'event', offset: 1 },
        { kind: 'gap', offset: 2, reason: 'trimmed' },
        { kind: 'event', offset: 3 },
      ]),
    );
  });

  it('leaves out what is no value, and no ephemeral event', async () => {
    const { bench, clients, tick } = await mixed();
    await bench.broker.publish('mixed', { delivery: 'latest', payload: NONSENSE, slot: 'x', ageMs: 60_000 });
    await bench.broker.publish('mixed', { delivery: 'ephemeral', payload: NONSENSE });
    await tick('A', 1);
    await settled();
    expect(clients.map(({ events }) => events.length)).toEqual([1, 1]);
    const line = ['warn', { err: expect.any(Error), topic: 'mixed' }, 'a room was handed what is no event; it is left out'];
    expect(bench.test.log.lines).toEqual([line, line]);
    const other = new HallBench({ beside: bench });
    const joiner = other.client();
    await joiner.join('mixed');
    await settled();
    expect(prices(joiner)).toEqual({ A: 1 });
  });

  it('tells the members of a store that lost them again', async () => {
    const bench = new HallBench();
    const client = bench.client();
    await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    const store = memoryBroker(bench.platform, 'next');
    await bench.broker.lose(store);
    bench.broker.failing.add('members');
    await bench.test.hub.room(hall.topics.lobby, { name: 'a' }).publish('blink', { on: 1 });
    await settled();
    expect(await store.members('lobby {"name":"a"}')).toHaveLength(1);
    // Who else is there is asked until it is known.
    await store.setMember('lobby {"name":"a"}', { peer: 'eve', state: NONSENSE, incarnation: 'there' });
    const asked = bench.broker.count('members');
    await bench.platform.advance(2_000);
    expect(bench.broker.count('members')).toBe(asked + 2);
    bench.broker.failing.clear();
    await bench.platform.advance(10_000);
    expect(bench.broker.count('members')).toBe(asked + 3);
  });

  it('ignores what comes of a subscription that could not be ended, until it is', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    bench.broker.failing.add('unsubscribe');
    await client.request('$/leave', { room });
    await bench.post('a', ['1']);
    await settled();
    expect([client.events, bench.broker.count('unsubscribe')]).toEqual([[], 1]);
    bench.broker.failing.clear();
    await bench.platform.advance(1_000);
    expect(bench.broker.count('unsubscribe')).toBe(2);
  });

  it('reaches the members on all servers', async () => {
    const here = new HallBench();
    const there = new HallBench({ beside: here });
    const clients = [here.client(), there.client()];
    for (const client of clients) await client.join('feed', { name: 'a' });
    await here.post('a', ['1']);
    await there.post('a', ['2']);
    await settled();
    expect(clients.map(offsetsOf)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('reads the log once for all who missed the same', async () => {
    const bench = new HallBench();
    const clients = range(1, 100).map(() => bench.client());
    for (const client of clients) await client.join('feed', { name: 'a' });
    bench.broker.deliver = (event, hand) => {
      if (event.offset !== 1) hand(event);
    };
    await bench.post('a', ['1', '2']);
    await settled();
    expect(clients.map(offsetsOf)).toEqual(clients.map(() => [1, 2]));
    expect(bench.broker.count('read')).toBe(1);
  });
});
