import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import type { TestClient } from '../support/test-client.ts';
import { eventsOf, offsetsOf, range } from '../support/told.ts';

/** What may wait for one peer. */
const BUDGET = 64 << 10;

/** A peer is at most one message of 64 KiB above its budget. */
const MOST = BUDGET + (64 << 10) + 1_024;

/** 4 KiB; 2,048 of them are 8 MiB. */
const TEXT = 'x'.repeat(4 << 10);
const COUNT = 2_048;

/** Of two members of a room one does not read. */
async function stalled(topic: 'mixed' | 'board', slowTimeoutMs = 30_000) {
  const bench = new HallBench({ limits: { sendBudgetBytes: BUDGET, slowTimeoutMs } });
  const [slow, quick] = [bench.client(), bench.client()];
  for (const client of [slow, quick]) await client.join(topic);
  await settled();
  for (const client of [slow, quick]) client.events.length = 0;
  slow.link.stall();
  return { bench, slow, quick, mixed: bench.test.hub.room(hall.topics.mixed), board: bench.test.hub.room(hall.topics.board) };
}

/** Whether a client was told every offset once, in order, but for gaps that were announced. @returns the gaps, as `[after, up to]`. */
function gapsOf({ events }: TestClient): unknown[] {
  const gaps: unknown[] = [];
  let last = 0;
  for (const envelope of events) {
    if (envelope.kind === 'gap' || envelope.kind === 'snapshot') {
      gaps.push([envelope.kind, last, envelope.offset]);
      last = envelope.offset;
    }
    if (envelope.kind !== 'event' && envelope.kind !== 'events') continue;
    for (const offset of offsetsOf({ events: [envelope] })) {
      expect(offset).toBe(last + 1);
      last = offset;
    }
  }
  return [...gaps, ['last', last]];
}

describe('a member that does not read, of a busy room', () => {
  it('costs its budget while its log is published, and is caught up without a hole', async () => {
    const { bench, slow, quick, mixed } = await stalled('mixed');
    // As much as the log keeps.
    for (const at of range(1, 900)) {
      await mixed.publish('line', { text: `${at} ${TEXT}` });
      expect(offsetsOf(quick).at(-1) ?? 0).toBeGreaterThanOrEqual(at - 1);
    }
    await settled();
    expect([slow.link.mostBuffered <= MOST, offsetsOf(quick)]).toEqual([true, range(1, 900)]);
    slow.link.read();
    await settled();
    await mixed.publish('line', { text: 'live again' });
    await settled();
    expect([slow.link.mostBuffered <= MOST, offsetsOf(slow)]).toEqual([true, range(1, 901)]);
    expect([slow.closes, quick.closes, bench.test.log.lines]).toEqual([[], [], []]);
  });

  it('costs its budget also where all is published in one turn', async () => {
    const { slow, quick, mixed } = await stalled('mixed');
    await Promise.all(range(1, 900).map((at) => mixed.publish('line', { text: `${at} ${TEXT}` })));
    await settled();
    slow.link.read();
    await settled();
    for (const client of [slow, quick]) {
      expect([client.link.mostBuffered <= MOST, offsetsOf(client), client.closes]).toEqual([true, range(1, 900), []]);
    }
  });

  it('is told one gap for what the log no longer has, and nothing else is missing', async () => {
    const { slow, quick, mixed } = await stalled('mixed');
    for (const at of range(1, COUNT)) await mixed.publish('line', { text: `${at} ${TEXT}` });
    slow.link.read();
    await settled();
    const first = offsetsOf(slow).findIndex((offset, index) => offset !== index + 1);
    expect(first).toBe(-1);
    const { length } = offsetsOf(slow);
    expect(gapsOf(slow)).toEqual([
      ['gap', length, COUNT],
      ['last', COUNT],
    ]);
    expect(slow.events.find(({ kind }) => kind === 'gap')).toMatchObject({ reason: 'slow' });
    expect([slow.link.mostBuffered <= MOST, gapsOf(quick)]).toEqual([true, [['last', COUNT]]]);
    await mixed.publish('line', { text: 'live again' });
    await settled();
    expect(offsetsOf(slow).at(-1)).toBe(COUNT + 1);
  });

  it('is told one snapshot where the topic has one', async () => {
    const { bench, slow, quick, board } = await stalled('board');
    bench.board = () => ({ lines: 20_000 });
    // In turns, so that small events fill the budget too.
    for (let line = 1; line <= 20_000; line += 1) await board.publish('line', line);
    slow.link.read();
    await settled();
    const gaps = gapsOf(slow);
    expect([gaps.length, gaps.at(-1), slow.link.mostBuffered <= MOST]).toEqual([2, ['last', 20_000], true]);
    expect(gapsOf(quick)).toEqual([['last', 20_000]]);
  });

  it('costs its budget while values are published, and gets the newest of each key, last', async () => {
    const { slow, quick, mixed } = await stalled('mixed');
    const keys = 50;
    const symbolOf = (at: number) => `${at % keys} ${TEXT}`;
    for (const at of range(1, COUNT)) await mixed.publish('tick', { symbol: symbolOf(at), price: at });
    await settled();
    const before = eventsOf(quick).length;
    expect([slow.link.mostBuffered <= MOST, before]).toEqual([true, COUNT]);
    slow.link.read();
    await settled();
    const newest = new Map<string, number>();
    for (const [, , data] of eventsOf(slow)) {
      const { symbol, price }: { symbol: string; price: number } = Object(data);
      expect(price).toBeGreaterThan(newest.get(symbol) ?? 0);
      newest.set(symbol, price);
    }
    expect(newest).toEqual(new Map(range(COUNT - keys + 1, COUNT).map((at) => [symbolOf(at), at])));
    // Little more than the budget, and each value once.
    expect(eventsOf(slow).length).toBeLessThan(keys + MOST / TEXT.length);
    expect([slow.link.mostBuffered <= MOST, slow.closes]).toEqual([true, []]);
  });

  it('costs its budget while ephemeral events are published, which are dropped for it', async () => {
    const { slow, quick, mixed } = await stalled('mixed');
    for (const on of range(1, 30_000)) await mixed.publish('blink', { on });
    await settled();
    slow.link.read();
    await settled();
    expect([slow.link.mostBuffered <= MOST, eventsOf(quick).length]).toEqual([true, 30_000]);
    const seen = eventsOf(slow).length;
    expect(seen).toBeLessThan(5_000);
    expect(eventsOf(slow)).toEqual(eventsOf(quick).slice(0, seen));
    await mixed.publish('blink', { on: 0 });
    await settled();
    expect(eventsOf(slow).at(-1)).toEqual([0, 'blink', { on: 0 }]);
  });

  it('costs its budget over all deliveries and rooms together', async () => {
    const { bench, slow, mixed } = await stalled('mixed');
    slow.link.read();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await slow.join('feed', { name });
    slow.link.stall();
    for (const at of range(1, 100)) {
      await mixed.publish('line', { text: TEXT });
      await mixed.publish('tick', { symbol: TEXT, price: at });
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await bench.post(name, [TEXT]);
    }
    expect(slow.link.mostBuffered).toBeLessThan(MOST);
    slow.link.read();
    await settled();
    expect([slow.link.mostBuffered < MOST, slow.closes]).toEqual([true, []]);
  });

  it('is caught up at the pace at which it reads', async () => {
    const { slow, mixed } = await stalled('mixed');
    for (const at of range(1, 900)) await mixed.publish('line', { text: `${at} ${TEXT}` });
    for (let reads = 0; reads < 900 && offsetsOf(slow).length < 900; reads += 1) {
      slow.link.readSome(1);
      await settled();
      expect(slow.link.bufferedAmount).toBeLessThanOrEqual(MOST);
    }
    expect(offsetsOf(slow)).toEqual(range(1, 900));
  });

  it('is closed with 4002 when it takes nothing for too long, and costs nothing from then on', async () => {
    const { bench, slow, quick, mixed } = await stalled('mixed', 5_000);
    for (const at of range(1, 50)) await mixed.publish('line', { text: `${at} ${TEXT}` });
    await bench.platform.advance(5_000);
    expect(slow.link.isClosed).toBe(true);
    const waits = slow.link.bufferedAmount;
    for (const at of range(51, 100)) await mixed.publish('line', { text: `${at} ${TEXT}` });
    await settled();
    expect([slow.link.bufferedAmount, offsetsOf(quick).length]).toEqual([waits, 100]);
  });
});
