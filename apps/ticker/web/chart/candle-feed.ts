import { type Client, isError } from '@trunkline/client';
import type { Candle, Interval, Ticker } from '../../contract.ts';

/** Candles that are asked for from the past. */
const COUNT = 240;

/** How long to wait before a stream that ended is asked for again, in ms. */
const PAUSE_MS = 500;

/** What is drawn. */
export interface CandleSource {
  readonly symbol: string;
  readonly intervalMs: Interval;
}

/**
 * Follows the candles of a symbol until the signal says so: those of the past, then each change.
 *
 * A dropped connection does not end the stream. A server that closes does; then the next one is asked, which tells the past again.
 */
export async function followCandles(
  client: Client<Ticker>,
  source: CandleSource,
  signal: AbortSignal,
  take: (candle: Candle) => void,
): Promise<void> {
  while (!signal.aborted && client.status !== 'closed') {
    try {
      for await (const candle of client.stream.candles({ ...source, count: COUNT }, { signal })) take(candle);
    } catch (error) {
      if (isError(error, client.stream.candles, 'UnknownSymbol')) return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
