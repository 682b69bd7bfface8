import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import type { Quotes } from './quotes.ts';

/** How long a slow reader rests after each look at the whole market, in ms. */
const REST_MS = 1_000;

/**
 * Reads the quotes of the whole market, one by one, for as long as there is a client.
 *
 * A slow reader takes as many quotes as there are symbols, and rests. Meanwhile only the newest of each symbol waits for it.
 */
export async function readMarket(client: Client<Ticker>, quotes: Quotes, isSlow: Choice<boolean>, changed: () => void): Promise<void> {
  let unrested = 0;
  for await (const { data } of client.room.market()) {
    quotes.accept(data);
    changed();
    unrested += 1;
    if (!isSlow.value || unrested < quotes.size) continue;
    unrested = 0;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}
