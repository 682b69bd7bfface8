import type { Side } from '../venue.ts';

/** What everybody begins with, in cents: 100,000 dollars. */
const STARTING_CASH = 10_000_000;

/** Traders that are remembered; past them who was seen longest ago begins anew. With all their orders they take some 20 MB. */
const MAX_ACCOUNTS = 2_000;

/** Orders that each trader's account remembers, so that one placed again is not executed again. */
const MAX_ORDERS = 50;

/** What an order came to. */
export interface Execution {
  readonly id: string;
  readonly symbol: string;
  readonly side: Side;
  readonly filled: number;
  /** In cents, not rounded; the limit when nothing was filled. */
  readonly averagePrice: number;
  readonly cash: number;
  readonly position: number;
}

/** What one trader has. */
export interface Account {
  cash: number;
  /** Shares by symbol; none that are zero. */
  readonly positions: Map<string, number>;
  /** By the ids that the trader chose. */
  readonly executions: Map<string, Execution>;
}

/** The accounts of all traders, bounded. */
export class Accounts {
  /** Who was seen longest ago first. */
  readonly #accounts = new Map<string, Account>();

  /** A trader's account; a new one for who is not known. */
  of(trader: string): Account {
    const account = this.#accounts.get(trader) ?? { cash: STARTING_CASH, positions: new Map(), executions: new Map() };
    touch(this.#accounts, trader, account, MAX_ACCOUNTS);
    return account;
  }
}

/** Books what was filled of an order. @returns what the trader is told. */
export function settle(
  account: Account,
  { id, symbol, side, limit }: { readonly id: string; readonly symbol: string; readonly side: Side; readonly limit: number },
  fills: readonly { readonly price: number; readonly quantity: number }[],
): Execution {
  const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0);
  const paid = fills.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const sign = side === 'buy' ? 1 : -1;
  const position = (account.positions.get(symbol) ?? 0) + sign * filled;
  account.cash -= sign * paid;
  if (position === 0) account.positions.delete(symbol);
  else account.positions.set(symbol, position);
  const averagePrice = filled === 0 ? limit : paid / filled;
  const execution = { id, symbol, side, filled, averagePrice, cash: account.cash, position };
  touch(account.executions, id, execution, MAX_ORDERS);
  return execution;
}

/** Sets an entry as the newest of a map, and forgets the oldest past so many. */
function touch<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}
