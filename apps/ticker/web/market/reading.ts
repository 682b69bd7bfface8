import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import type { Quotes } from './quotes.ts';

/** How long a slow reader rests behind each quote, in ms: some 60 quotes a second, of the 2,000 that come. */
const REST_MS = 15;

/** Reads the quotes of the whole market, one by one, for as long as there is a client. A slow reader gets the newest ones only. */
export async function readMarket(client: Client<Ticker>, quotes: Quotes, isSlow: Choice<boolean>, changed: () => void): Promise<void> {
  for await (const { data } of client.room.market()) {
    quotes.accept(data);
    changed();
    if (isSlow.value) await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}
