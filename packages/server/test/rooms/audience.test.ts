import type { PublishedEvent } from '@trunkline/broker';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import { eventsOf, offsetsOf, range } from '../support/told.ts';

describe('Audience', () => {
  it.each([[4 << 10], [32 << 10], [1 << 20]])(
    'is not sent more in one turn than %d bytes, which may wait: a member that reads is not closed, and gets all',
    async (sendBudgetBytes) => {
      const bench = new HallBench({ limits: { sendBudgetBytes } });
      const clients = [bench.client(), bench.client()];
      for (const client of clients) await client.join('mixed');
      const room = bench.test.hub.room(hall.topics.mixed);
      await Promise.all(range(1, 900).map((at) => room.publish('line', { text: `${at} ${'x'.repeat(1_000)}` })));
      await settled();
      for (const client of clients) {
        expect(offsetsOf(client)).toEqual(range(1, 900));
        expect([client.closes, client.link.mostBuffered < 2 * sendBudgetBytes]).toEqual([[], true]);
      }
    },
  );

  it('goes on behind the last message that it was sent, whatever that was', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 3_000 } });
    const client = bench.client();
    await client.join('mixed');
    const room = bench.test.hub.room(hall.topics.mixed);
    client.link.stall();
    const text = 'x'.repeat(1_600);
    // Each is a message of its own; what waits is above the budget behind the second.
    await Promise.all([
      room.publish('line', { text }),
      room.publish('mood', { text }),
      room.publish('line', { text }),
      room.publish('tick', { symbol: 'A', price: 1 }),
      room.publish('line', { text }),
    ]);
    await settled();
    client.link.read();
    await settled();
    expect(eventsOf(client).map(([offset, name]) => [offset, name])).toEqual([
      [1, 'line'],
      [0, 'mood'],
      [2, 'line'],
      [3, 'line'],
      [0, 'tick'],
    ]);
  });

  it('is not sent again what a member has read before it was handed over', async () => {
    const bench = new HallBench();
    const early = bench.client();
    const { epoch } = await early.join('mixed');
    const held: (() => void)[] = [];
    bench.broker.deliver = (event: PublishedEvent, hand) => void held.push(() => hand(event));
    const room = bench.test.hub.room(hall.topics.mixed);
    await room.publish('line', { text: '1' });
    await room.publish('line', { text: '2' });
    const late = bench.client();
    await late.join('mixed', undefined, { position: { epoch, offset: 0 } });
    await settled();
    expect([offsetsOf(early), offsetsOf(late)]).toEqual([[], [1, 2]]);
    bench.broker.deliver = (event, hand) => hand(event);
    held[0]?.();
    await settled();
    held[1]?.();
    await room.publish('blink', { on: 1 });
    await room.publish('line', { text: '3' });
    await settled();
    expect([offsetsOf(early), offsetsOf(late)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(eventsOf(late).filter(([, name]) => name === 'blink')).toHaveLength(1);
  });

  it('reads on from where a member is ahead, when something is missing', async () => {
    const bench = new HallBench();
    const early = bench.client();
    const { epoch } = await early.join('mixed');
    bench.broker.deliver = (event, hand) => {
      if (event.offset > 2) hand(event);
    };
    const room = bench.test.hub.room(hall.topics.mixed);
    for (const text of ['1', '2']) await room.publish('line', { text });
    const late = bench.client();
    await late.join('mixed', undefined, { position: { epoch, offset: 0 } });
    await settled();
    await room.publish('line', { text: '3' });
    await settled();
    expect([offsetsOf(early), offsetsOf(late)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('is sent what is ephemeral in messages that each client takes', async () => {
    const bench = new HallBench();
    const [small, large] = [bench.client({ messageBytes: 1_500 }), bench.client()];
    for (const client of [small, large]) await client.join('mixed');
    const room = bench.test.hub.room(hall.topics.mixed);
    await Promise.all(range(1, 100).map((on) => room.publish('blink', { on })));
    await settled();
    const expected = range(1, 100).map((on) => [0, 'blink', { on }]);
    expect([eventsOf(small), eventsOf(large)]).toEqual([expected, expected]);
    expect([large.events.length, small.events.length > 5]).toEqual([1, true]);
  });
});
