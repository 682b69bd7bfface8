import type { TakingOrder } from '../venue.ts';
import type { Account } from './accounts.ts';

/** How far a limit may be from the last price, as a share of it. */
const BAND = 0.1;

/** Why an order is refused, in the words of the contract. Prices in cents. */
export type Refusal =
  | { readonly name: 'UnknownSymbol'; readonly symbol: string }
  | { readonly name: 'PriceOutOfBand'; readonly low: number; readonly high: number }
  | { readonly name: 'NotEnoughCash'; readonly available: number; readonly needed: number }
  | { readonly name: 'NotEnoughShares'; readonly available: number }
  | { readonly name: 'MarketHalted' };

/** Tells why an order for a symbol that is traded must be refused; undefined: it may be executed. */
export function refusalOf(
  { symbol, side, quantity, limit }: TakingOrder,
  { last, isHalted }: { readonly last: number; readonly isHalted: boolean },
  { cash, positions }: Account,
): Refusal | undefined {
  if (isHalted) return { name: 'MarketHalted' };
  const low = Math.ceil(last * (1 - BAND));
  const high = Math.floor(last * (1 + BAND));
  if (limit < low || limit > high) return { name: 'PriceOutOfBand', low, high };
  const needed = limit * quantity;
  if (side === 'buy' && needed > cash) return { name: 'NotEnoughCash', available: cash, needed };
  const available = positions.get(symbol) ?? 0;
  if (side === 'sell' && quantity > available) return { name: 'NotEnoughShares', available };
  return undefined;
}
