import type { Client } from '@trunkline/client';
import { describe, expect, it } from 'vitest';
import type { Candle, Quote, Ticker } from '../../contract.ts';
import { serveTicker } from './serving.ts';

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 5 });

/** Follows the tape: how many snapshots came, and the numbers of all trades since the last one. */
async function follow(client: Client<Ticker>) {
  const tape = client.room.tape();
  const seen = { snapshots: 0, numbers: [] as number[] };
  tape.on('snapshot', ({ trades }) => {
    seen.snapshots += 1;
    seen.numbers = trades.map(({ number }) => number);
  });
  tape.on('trade', ({ number }) => {
    // The snapshot may hold the first of those that follow.
    if (number > (seen.numbers.at(-1) ?? 0)) seen.numbers.push(number);
  });
  await tape.join();
  return seen;
}

/** Whether each number is the one before it and one. */
const isWhole = (numbers: readonly number[]) => numbers.every((number, index) => number === (numbers[0] ?? 0) + index);

async function askOf(client: Client<Ticker>, symbol: string): Promise<number> {
  let ask: number | undefined;
  const stop = client.room.market().on('tick', (quote) => {
    if (quote.symbol === symbol) ask = quote.ask;
  });
  void client.room.market().join();
  await eventually(() => ask).toBeDefined();
  stop();
  return ask ?? 0;
}

describe('the ticker', () => {
  it('tells the newest quote of every symbol to whoever joins, and goes on', async () => {
    const { connect } = await serveTicker();
    const client = connect();
    const quotes = new Map<string, Quote>();
    client.room.market().on('tick', (quote) => quotes.set(quote.symbol, quote));
    await client.room.market().join();
    const symbols = (await client.call.instruments()).map(({ symbol }) => symbol);
    await eventually(() => [...quotes.keys()].toSorted()).toEqual(symbols);
    const [symbol = ''] = symbols;
    const revision = quotes.get(symbol)?.revision ?? 0;
    await eventually(() => quotes.get(symbol)?.revision).toBeGreaterThan(revision);
  });

  it('has a tape that shows no hole when the connection is cut and the server restarts', async () => {
    const ticker = await serveTicker();
    const client = ticker.connect();
    const seen = await follow(client);
    // A log that is still empty has no place to come back to: it would be told by a snapshot again.
    await eventually(() => seen.numbers.length).toBeGreaterThan(0);
    await client.call.drop(); // answered over the next connection
    const before = seen.numbers.length;
    await eventually(() => seen.numbers.length).toBeGreaterThan(before);
    await client.call.restart();
    await eventually(() => ticker.starts).toBe(2);
    await eventually(() => client.status).toBe('live');
    const between = seen.numbers.length;
    await eventually(() => seen.numbers.length).toBeGreaterThan(between + 50);
    expect({ ...seen, numbers: isWhole(seen.numbers) }).toEqual({ snapshots: 1, numbers: true });
  });

  it('streams candles, goes on live, and ends them when the server closes', async () => {
    const { connect } = await serveTicker();
    const client = connect();
    const candles: Candle[] = [];
    const stream = client.stream.candles({ symbol: 'ALDB', intervalMs: 1_000, count: 5 });
    const reading = (async () => {
      for await (const candle of stream) candles.push(candle);
    })();
    await eventually(() => candles.length).toBeGreaterThan(6);
    const times = candles.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await client.call.restart();
    await reading;
  });

  it('executes an order at the price that is asked, once, and shows it on the tape', async () => {
    const { connect } = await serveTicker();
    const client = connect();
    const limit = (await askOf(client, 'ALDB')) + 1;
    const order = { id: 'order-one', symbol: 'ALDB', side: 'buy', quantity: 1, limit } as const;
    const executed = await client.call.orders.place(order);
    expect(executed).toMatchObject({ id: 'order-one', symbol: 'ALDB', side: 'buy', filled: 1, position: 1 });
    expect(executed.averagePrice).toBeLessThanOrEqual(limit);
    expect(executed.cash).toBeCloseTo(100_000 - executed.averagePrice, 2);
    expect(await client.call.orders.place(order)).toEqual(executed);
    expect(await client.call.account()).toEqual({ cash: executed.cash, positions: [{ symbol: 'ALDB', quantity: 1 }] });
  });

  it('knows an order again when the server has restarted', async () => {
    const ticker = await serveTicker();
    const client = ticker.connect();
    const order = { id: 'order-one', symbol: 'ALDB', side: 'buy', quantity: 1, limit: (await askOf(client, 'ALDB')) + 1 } as const;
    const executed = await client.call.orders.place(order);
    await client.call.restart();
    await eventually(() => ticker.starts).toBe(2);
    expect(await client.call.orders.place(order)).toEqual(executed);
  });

  it('refuses orders by errors with their data', async () => {
    const { connect } = await serveTicker();
    const client = connect();
    const ask = await askOf(client, 'ALDB');
    const order = { id: 'order-one', symbol: 'ALDB', side: 'buy', quantity: 1, limit: ask } as const;
    const errorOf = async (change: object) => {
      const got = await client.safe.orders.place({ ...order, ...change });
      return got.ok ? undefined : [got.error.name, got.error.data];
    };
    expect(await errorOf({ symbol: 'NONE' })).toEqual(['UnknownSymbol', { symbol: 'NONE' }]);
    expect(await errorOf({ limit: 2 * ask })).toEqual(['PriceOutOfBand', { low: expect.any(Number), high: expect.any(Number) }]);
    expect(await errorOf({ quantity: 1_000_000 })).toEqual(['NotEnoughCash', { available: 100_000, needed: expect.any(Number) }]);
    expect(await errorOf({ side: 'sell' })).toEqual(['NotEnoughShares', { available: 0 }]);
  });

  it('has no account for who sends no secret, and lets nobody in with a bad one', async () => {
    const { connect, url } = await serveTicker();
    const bad = connect('short');
    const statuses: string[] = [];
    bad.on('status', (status, { reason }) => statuses.push(`${status} ${reason}`));
    await eventually(() => statuses.at(-1)).toBe('closed unauthenticated');
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'account' });
    const answer = await fetch(`${url}/rpc`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('secret') } });
  });

  it('lists who watches', async () => {
    const { connect } = await serveTicker();
    const [ann, bob] = [connect(), connect('the secret of bob')];
    await ann.room.floor(undefined, { state: { name: 'Ann' } }).join();
    const floor = bob.room.floor(undefined, { state: { name: 'Bob' } });
    await floor.join();
    await eventually(() => floor.members.map(({ state }) => state.name).toSorted()).toEqual(['Ann', 'Bob']);
  });
});
