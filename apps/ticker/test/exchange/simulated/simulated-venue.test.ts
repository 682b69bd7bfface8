import { describe, expect, it } from 'vitest';
import { SimulatedVenue } from '../../../exchange/simulated/simulated-venue.ts';
import type { VenueEvent } from '../../../exchange/venue.ts';

const OPEN_AT = 1_700_000_000_000;

function run(seed: number, seconds: number, stepMs: number): VenueEvent[] {
  const venue = new SimulatedVenue(seed, OPEN_AT);
  const events: VenueEvent[] = [];
  for (let now = OPEN_AT; now <= OPEN_AT + seconds * 1_000; now += stepMs) events.push(...venue.advance(now));
  return events;
}

const quotesIn = (events: readonly VenueEvent[]) => events.filter(({ kind }) => kind === 'quote').length;

describe('SimulatedVenue', () => {
  it('lists 200 instruments with symbols of their own', () => {
    const { instruments } = new SimulatedVenue(1, OPEN_AT);
    const symbols = instruments.map(({ symbol }) => symbol);
    expect([instruments.length, new Set(symbols).size]).toEqual([200, 200]);
    expect(symbols).toEqual(symbols.toSorted());
    expect(instruments.every(({ previousClose }) => previousClose >= 500 && previousClose <= 50_000)).toBe(true);
  });

  it('opens with a quote of every instrument', () => {
    const venue = new SimulatedVenue(1, OPEN_AT);
    const opening = venue.advance(OPEN_AT).filter(({ kind }) => kind === 'quote');
    expect(opening.map(({ symbol }) => symbol)).toEqual(venue.instruments.map(({ symbol }) => symbol));
  });

  it('has the same market for a seed, however often it is advanced', () => {
    const events = run(5, 6, 2_000);
    expect(run(5, 6, 50)).toEqual(events);
    expect(run(6, 6, 2_000)).not.toEqual(events);
  });

  it('has more than 2,000 quotes in every second, and bursts', () => {
    const seconds = Array.from({ length: 60 }, () => 0);
    for (const { kind, time } of run(1, 60, 250)) {
      const second = Math.floor((time - OPEN_AT) / 1_000);
      if (kind === 'quote') seconds[second] = (seconds[second] ?? 0) + 1;
    }
    expect(Math.min(...seconds)).toBeGreaterThan(2_000);
    expect(Math.max(...seconds)).toBeGreaterThan(4_000);
  });

  it('tells in the order of time, and never has a bid at the ask', () => {
    const events = run(2, 20, 100);
    expect(events.every(({ time }, index) => time >= (events[index - 1]?.time ?? 0))).toBe(true);
    expect(events.filter((event) => event.kind === 'quote' && event.bid >= event.ask)).toEqual([]);
    expect(events.filter((event) => event.kind === 'trade' && !(event.quantity > 0 && event.price > 0))).toEqual([]);
  });

  it('sleeps with those who do not advance it for long', () => {
    const venue = new SimulatedVenue(1, OPEN_AT);
    const late = OPEN_AT + 86_400_000;
    const events = venue.advance(late);
    expect(quotesIn(events)).toBeLessThan(60_000);
    expect(events.every(({ time }) => time >= late - 10_000 && time <= late)).toBe(true);
    expect(quotesIn(venue.advance(late + 1_000))).toBeGreaterThan(2_000);
  });

  it('fills an order from the book, to its limit', () => {
    const venue = new SimulatedVenue(1, OPEN_AT);
    const quote = venue.advance(OPEN_AT).find((event) => event.kind === 'quote');
    if (quote?.kind !== 'quote') throw new Error('it opened without a quote');
    const { symbol, ask } = quote;
    const order = { symbol, side: 'buy', quantity: 1, limit: ask } as const;
    expect(venue.take(order, OPEN_AT)[0]).toEqual({ kind: 'trade', time: OPEN_AT, symbol, side: 'buy', price: ask, quantity: 1 });
    expect(venue.take({ ...order, limit: ask - 1 }, OPEN_AT).map(({ kind }) => kind)).toEqual(['quote']);
  });

  it('halts what moves too fast, and takes no order meanwhile', () => {
    const venue = new SimulatedVenue(1, OPEN_AT);
    for (let now = OPEN_AT; ; now += 100) {
      if (now > OPEN_AT + 600_000) throw new Error('nothing was halted in ten minutes');
      const halt = venue.advance(now).find((event) => event.kind === 'quote' && event.isHalted);
      if (halt === undefined) continue;
      const { symbol, time } = halt;
      expect(venue.take({ symbol, side: 'buy', quantity: 1, limit: Number.POSITIVE_INFINITY }, now)).toEqual([]);
      const meanwhile = venue.advance(time + 7_900).filter((event) => event.symbol === symbol);
      expect(meanwhile.filter((event) => event.time > time)).toEqual([]);
      const resumed = venue.advance(time + 12_000).find((event) => event.symbol === symbol && event.kind === 'quote');
      expect(resumed).toMatchObject({ isHalted: false });
      return;
    }
  });

  it('recalls the same five hours before it opened each time', () => {
    const venue = new SimulatedVenue(3, OPEN_AT);
    const first = venue.instruments[0]?.symbol;
    const trades = [...venue.history()].filter(({ symbol }) => symbol === first);
    expect([...venue.history()].filter(({ symbol }) => symbol === first)).toEqual(trades);
    expect(trades.length).toBe(3_500);
    expect(OPEN_AT - (trades[0]?.time ?? 0)).toBe(19_800_000);
    expect(trades.every(({ time }, index) => time < OPEN_AT && time > (trades[index - 1]?.time ?? 0))).toBe(true);
  });
});
