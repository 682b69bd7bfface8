const TWO_DECIMALS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A price: `1,234.50`. */
export const price = (value: number): string => TWO_DECIMALS.format(value);

/** An amount of money: `$1,234.50`. */
export const money = (value: number): string => `$${price(value)}`;

/** A count in full: `12,345`. */
export const count = (value: number): string => WHOLE.format(value);

/** A count in few characters: `1.23M`. */
export const shortCount = (value: number): string => COMPACT.format(value);

const SIGNS = { up: '+', down: '−' };

/** Where a change in percent leads, as far as its two decimals show. */
export function direction(value: number): 'up' | 'down' | undefined {
  if (Math.abs(value) < 0.005) return undefined;
  return value > 0 ? 'up' : 'down';
}

/** A change in percent with its sign: `+1.20%`, `−0.35%`, `0.00%`. */
export function percent(value: number): string {
  const leads = direction(value);
  return `${leads === undefined ? '' : SIGNS[leads]}${TWO_DECIMALS.format(Math.abs(value))}%`;
}

/** A time of the day, of a time in ms since 1970. */
export const clock = (time: number): string => CLOCK.format(time);

/** A duration in ms as seconds: `0.62 s`. */
export const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(durationMs < 10_000 ? 2 : 0)} s`;

/** A number of things: `1 trade`, `2 trades`. */
export const quantity = (value: number, thing: string): string => `${count(value)} ${thing}${value === 1 ? '' : 's'}`;
