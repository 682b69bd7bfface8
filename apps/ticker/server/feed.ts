import type { RoomOf } from '@trunkline/fastify';
import type { Ticker } from '../contract.ts';
import type { Market } from '../exchange/market/market.ts';
import { wireQuote, wireTrade } from './wire.ts';

/** Between two looks at the market, in ms: shorter than a frame of most screens. */
const BEAT_MS = 15;

/** Where a market is published. */
export interface Rooms {
  readonly market: RoomOf<Ticker['topics']['market']>;
  readonly tape: RoomOf<Ticker['topics']['tape']>;
}

/**
 * Advances a market by the clock and publishes what happens.
 *
 * Time stands still for the market while nothing is published: what would have happened meanwhile comes with the first beat of the
 * next server, so that a restart leaves no hole.
 *
 * @returns what stops it.
 */
export function startFeed(market: Market, { market: ticks, tape }: Rooms, onError: (error: unknown) => void): () => void {
  const beat = async () => {
    const { quotes, trades } = market.advance(Date.now());
    await Promise.all([
      ...quotes.map((quote) => ticks.publish('tick', wireQuote(quote))),
      ...trades.map((trade) => tape.publish('trade', wireTrade(trade))),
    ]);
  };
  const timer = setInterval(() => void beat().catch(onError), BEAT_MS);
  return () => clearInterval(timer);
}
