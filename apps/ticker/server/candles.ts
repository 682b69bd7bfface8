import { setInterval as ticksEvery } from 'node:timers/promises';
import type { Handler } from '@trunkline/fastify';
import type { Ticker } from '../contract.ts';
import type { Candle } from '../exchange/market/candle-series.ts';
import type { Market } from '../exchange/market/market.ts';
import { wireCandle } from './wire.ts';

/** Between two looks at a series that goes on live, in ms: as often as an eye follows a candle that grows. */
const LOOK_EVERY_MS = 250;

/** Serves the candles of a market: the newest ones, and then each that changes, until the server closes. */
export function candlesOf(market: Market, closing: AbortSignal): Handler<Ticker['procedures']['candles']> {
  return async function* ({ symbol, intervalMs, count }, call) {
    const series = market.candles(symbol, intervalMs);
    if (series === undefined) throw call.error('UnknownSymbol', { symbol });
    let sent: Candle | undefined;
    for await (const _ of looks(AbortSignal.any([closing, call.signal]))) {
      const candles = sent === undefined ? series.newest(count) : series.since(sent.time);
      for (const candle of candles) {
        if (candle === sent) continue; // nothing happened to it meanwhile
        sent = candle;
        yield wireCandle(candle);
      }
    }
  };
}

async function* looks(signal: AbortSignal): AsyncGenerator<void> {
  yield;
  try {
    yield* ticksEvery(LOOK_EVERY_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
