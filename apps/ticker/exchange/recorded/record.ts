import type { TradeEvent, Venue } from '../venue.ts';

/** Which trades are recorded. */
export interface Recording {
  readonly openAt: number;
  readonly seconds: number;
  /** How many of the venue's instruments, from the first one on. */
  readonly symbols: number;
}

/** Records the trades of a venue that opens then. */
export function recordTrades(venue: Venue, { openAt, seconds, symbols }: Recording): TradeEvent[] {
  const wanted = new Set(venue.instruments.slice(0, symbols).map(({ symbol }) => symbol));
  const trades: TradeEvent[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    for (const event of venue.advance(openAt + 1_000 * second)) {
      if (event.kind === 'trade' && wanted.has(event.symbol)) trades.push(event);
    }
  }
  return trades;
}
