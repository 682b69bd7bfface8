import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import { eventsOf, offsetsOf, range } from '../support/told.ts';

/** A bench whose broker loses every logged event with an odd offset on its way. */
function lossy(options = {}) {
  const bench = new HallBench(options);
  bench.broker.deliver = (event, hand) => {
    if (event.offset % 2 === 0) hand(event);
  };
  return bench;
}

describe('Membership', () => {
  it.each(range(0, 30))('misses nothing of what is published %d microtasks into catching up', async (microtasks) => {
    const bench = lossy();
    const client = bench.client();
    await client.join('feed', { name: 'a' });
    const first = bench.post('a', ['1', '2']);
    for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve();
    // It goes live and falls behind again.
    await Promise.all([first, bench.post('a', ['3', '4'])]);
    await settled();
    expect(offsetsOf(client)).toEqual([1, 2, 3, 4]);
    await bench.post('a', ['5', '6']);
    await settled();
    expect(offsetsOf(client)).toEqual(range(1, 6));
  });

  it('reads again when the broker fails: after 1 s, then each time twice as long, 30 s at most', async () => {
    const bench = lossy();
    const client = bench.client();
    await client.join('feed', { name: 'a' });
    bench.broker.failing.add('read');
    await bench.post('a', ['1', '2']);
    await settled();
    const at: number[] = [];
    for (let second = 1; second <= 91; second += 1) {
      const before = bench.broker.count('read');
      await bench.platform.advance(1_000);
      if (bench.broker.count('read') > before) at.push(second);
    }
    expect(at).toEqual([1, 3, 7, 15, 31, 61, 91]);
    expect(bench.test.log.lines).toHaveLength(8);
    bench.broker.failing.clear();
    await bench.platform.advance(30_000);
    // By then the log has let go of what was published.
    expect(client.events).toEqual([{ kind: 'gap', room: 1, epoch: 'epoch.1', offset: 2, reason: 'trimmed' }]);
  });

  it('does not keep other rooms from catching up while it waits', async () => {
    const bench = lossy({ limits: { roomsCatchingUp: 1 } });
    const client = bench.client();
    await client.join('feed', { name: 'a' });
    bench.broker.failing.add('read');
    await bench.post('a', ['1', '2']);
    await settled();
    await client.join('mixed');
    bench.broker.failing.clear();
    await client.join('feed', { name: 'b' });
    await bench.post('b', ['1', '2']);
    await settled();
    expect(offsetsOf(client)).toEqual([1, 2]);
    expect(client.events.every((envelope) => envelope.kind !== 'events' || envelope.room === 3)).toBe(true);
  });

  it('ends when it is left while it waits', async () => {
    const bench = lossy();
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    bench.broker.failing.add('read');
    await bench.post('a', ['1', '2']);
    await settled();
    await client.request('$/leave', { room });
    bench.broker.failing.clear();
    const asked = bench.broker.count('read');
    await bench.platform.advance(60_000);
    expect([bench.broker.count('read') - asked, client.events]).toEqual([0, []]);
  });

  it.each([['leave'], ['cut']])('sends nothing of what was read when it ends meanwhile: %s', async (how) => {
    const bench = lossy();
    const client = bench.client();
    const { room } = await client.join('feed', { name: 'a' });
    const release = bench.broker.hold('read');
    await bench.post('a', ['1', '2']);
    await settled();
    if (how === 'leave') await client.request('$/leave', { room });
    else client.link.cut();
    await settled();
    const sent = client.link.sent.length;
    release();
    await settled();
    expect(client.link.sent.length).toBe(sent);
  });

  it('takes another snapshot where the log is trimmed, and goes on behind it', async () => {
    const bench = lossy();
    const client = bench.client();
    await client.join('board');
    await settled();
    client.events.length = 0;
    const room = bench.test.hub.room(hall.topics.board);
    bench.board = () => ({ lines: 8 });
    await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
    await settled();
    expect(client.events).toMatchObject([{ kind: 'snapshot', offset: 8, data: { lines: 8 } }]);
    bench.broker.deliver = (event, hand) => hand(event);
    await room.publish('line', 9);
    await settled();
    expect(offsetsOf(client)).toEqual([9]);
  });

  it('is not sent the snapshot that it waited for when it is left meanwhile', async () => {
    const bench = lossy();
    const client = bench.client();
    const { room: number } = await client.join('board');
    await settled();
    client.events.length = 0;
    let take: (state: { readonly lines: number }) => void = () => {};
    bench.board = () => new Promise((resolve) => (take = resolve));
    const room = bench.test.hub.room(hall.topics.board);
    await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
    await settled();
    await client.request('$/leave', { room: number });
    take({ lines: 8 });
    await settled();
    expect(client.events).toEqual([]);
  });

  it('is revoked when three snapshots in a row failed, one a second; nothing is sent after that', async () => {
    const bench = lossy();
    const client = bench.client();
    await client.join('board');
    await settled();
    client.events.length = 0;
    bench.snapshots = 0;
    bench.board = () => Promise.reject(new Error('gone'));
    const room = bench.test.hub.room(hall.topics.board);
    await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
    await settled();
    expect([bench.snapshots, client.events]).toEqual([1, []]);
    await bench.platform.advance(1_000);
    expect([bench.snapshots, client.events]).toEqual([2, []]);
    await bench.platform.advance(1_000);
    const revoked = { kind: 'revoked', room: 1, error: { code: -32_006, message: 'the room has no snapshot for now' } };
    expect([bench.snapshots, client.events]).toEqual([3, [revoked]]);
    await Promise.all(range(9, 12).map((line) => room.publish('line', line)));
    await bench.platform.advance(30_000);
    expect([bench.snapshots, client.events, bench.broker.count('unsubscribe')]).toEqual([3, [revoked], 1]);
  });

  it('counts failures in a row only', async () => {
    const bench = lossy();
    const client = bench.client();
    await client.join('board');
    const room = bench.test.hub.room(hall.topics.board);
    for (let times = 0; times < 3; times += 1) {
      let failures = 2;
      bench.board = () => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('gone')) : { lines: 1 };
      };
      await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
      await bench.platform.advance(4_000);
    }
    expect(client.events.map(({ kind }) => kind)).toEqual(['snapshot', 'snapshot', 'snapshot', 'snapshot']);
  });

  it('counts a snapshot that cannot be sent as one that failed', async () => {
    const bench = lossy();
    const client = bench.client();
    await client.join('board');
    client.events.length = 0;
    const room = bench.test.hub.room(hall.topics.board);
    bench.board = () => JSON.parse('{"lines":"many"}');
    await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
    await bench.platform.advance(10_000);
    expect(client.events.map(({ kind }) => kind)).toEqual(['revoked']);
  });

  it('is revoked with TooLarge by an event that its client does not take; others get it', async () => {
    const bench = new HallBench();
    const [small, large] = [bench.client({ messageBytes: 1_024 }), bench.client()];
    for (const client of [small, large]) await client.join('feed', { name: 'a' });
    await bench.post('a', ['short', 'x'.repeat(2_000), 'short again']);
    await settled();
    expect(offsetsOf(large)).toEqual([1, 2, 3]);
    expect(small.events).toMatchObject([
      { kind: 'event', offset: 1 },
      { kind: 'revoked', error: { code: -32_007 } },
    ]);
  });

  it('is revoked with TooLarge by a value and by what a join recovers, and passes over what is ephemeral', async () => {
    const bench = new HallBench();
    const client = bench.client({ messageBytes: 1_024 });
    await client.join('mixed');
    const room = bench.test.hub.room(hall.topics.mixed);
    await room.publish('mood', { text: 'x'.repeat(2_000) });
    await settled();
    expect(client.events).toMatchObject([{ kind: 'revoked', error: { code: -32_007 } }]);
    client.events.length = 0;
    await bench.post('a', ['x'.repeat(2_000)]);
    expect(await client.join('feed', { name: 'a' }, { position: { epoch: 'epoch.2', offset: 0 } })).toMatchObject({ recovered: true });
    await settled();
    expect(client.events).toMatchObject([{ kind: 'revoked', error: { code: -32_007 } }]);
  });

  it('tells slow as the reason of a gap where its peer was, else what the log says', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 8_192 } });
    const [slow, other] = [bench.client(), bench.client()];
    for (const client of [slow, other]) await client.join('feed', { name: 'a' });
    slow.link.stall();
    await bench.post(
      'a',
      range(1, 200).map((at) => `${at} ${'x'.repeat(500)}`),
    );
    slow.link.read();
    await settled();
    const gap = slow.events.find(({ kind }) => kind === 'gap');
    expect(gap).toEqual({ kind: 'gap', room: 1, epoch: 'epoch.1', offset: 200, reason: 'slow' });
    const lost = lossy();
    const missed = lost.client();
    await missed.join('feed', { name: 'a' });
    await Promise.all(range(1, 100).map((at) => lost.post('a', [`${at}`])));
    await settled();
    expect(missed.events).toMatchObject([{ kind: 'gap', offset: 100, reason: 'trimmed' }]);
  });

  it('gets the values that it missed once each, the newest of each', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 4_096 } });
    const client = bench.client();
    await client.join('mixed');
    const room = bench.test.hub.room(hall.topics.mixed);
    client.link.stall();
    for (const price of range(1, 200)) await room.publish('tick', { symbol: `S${price % 3}`, price });
    await room.publish('mood', { text: 'fine' });
    client.link.read();
    await settled();
    expect(eventsOf(client).slice(-4)).toEqual([
      [0, 'tick', { symbol: 'S0', price: 198 }],
      [0, 'tick', { symbol: 'S1', price: 199 }],
      [0, 'tick', { symbol: 'S2', price: 200 }],
      [0, 'mood', { text: 'fine' }],
    ]);
    const before = eventsOf(client).length;
    await room.publish('mood', { text: 'better' });
    await settled();
    expect(eventsOf(client).slice(before)).toEqual([[0, 'mood', { text: 'better' }]]);
  });

  it('tells slow also where its peer did not keep up with what it was to catch up with', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 20_000 } });
    const texts = range(1, 50).map((at) => `${at} ${'x'.repeat(1_000)}`);
    await bench.post('a', texts);
    const client = bench.client({ messageBytes: 4_096 });
    const joined = client.join('feed', { name: 'a' }, { position: { epoch: 'epoch.1', offset: 0 } });
    const release = bench.broker.hold('read');
    await settled();
    client.link.stall();
    release();
    await settled();
    await bench.post('a', texts);
    client.link.read();
    expect(await joined).toMatchObject({ recovered: true });
    await settled();
    expect(client.events.at(-1)).toEqual({ kind: 'gap', room: 1, epoch: 'epoch.1', offset: 100, reason: 'slow' });
  });

  it('is not closed by values that are much longer in JSON than they are kept', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 64 << 10 } });
    const room = bench.test.hub.room(hall.topics.mixed);
    for (const price of range(1, 15)) await room.publish('tick', { symbol: `${price} ${'\u0001'.repeat(4_000)}`, price });
    const client = bench.client();
    await client.join('mixed');
    await settled();
    expect([client.closes, client.link.mostBuffered < 128 << 10]).toEqual([[], true]);
    expect(eventsOf(client).map(([, , data]) => Object(data).price)).toEqual(range(1, 15));
  });

  it('holds no snapshot for a peer that does not keep up; taking it later counts as no failure', async () => {
    const bench = lossy({ limits: { sendBudgetBytes: 8_192 } });
    const client = bench.client();
    await client.join('board');
    await client.join('feed', { name: 'a' });
    await settled();
    client.events.length = 0;
    const room = bench.test.hub.room(hall.topics.board);
    let take: (state: { readonly lines: number }) => void = () => {};
    bench.board = () => new Promise((resolve) => (take = resolve));
    await Promise.all(range(1, 8).map((line) => room.publish('line', line)));
    for (let times = 1; times <= 4; times += 1) {
      await bench.platform.advance(1_000);
      client.link.stall();
      await bench.post('a', ['x'.repeat(5_000), 'x'.repeat(5_000)]);
      await settled();
      const waits = client.link.bufferedAmount;
      take({ lines: times });
      await settled();
      expect([waits > 8_192, client.link.bufferedAmount - waits]).toEqual([true, 0]);
      client.link.read();
    }
    await bench.platform.advance(1_000);
    take({ lines: 5 });
    await settled();
    expect(client.events.filter(({ kind }) => kind !== 'event' && kind !== 'events')).toMatchObject([
      { kind: 'snapshot', offset: 8, data: { lines: 5 } },
    ]);
  });
});
