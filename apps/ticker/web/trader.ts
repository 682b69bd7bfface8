import { randomId } from './random-id.ts';

const KEY = 'ticker.trader';

/** Who trades: an id that this browser keeps, so that the account is there again on the next visit. It is the only secret that there is. */
export function traderId(): string {
  const kept = localStorage.getItem(KEY);
  if (kept !== null) return kept;
  const id = randomId();
  localStorage.setItem(KEY, id);
  return id;
}
