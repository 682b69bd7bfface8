import type { Instrument, Quote } from '../../contract.ts';

/** What the list can be sorted by. */
export const SORT_KEYS = ['symbol', 'last', 'change'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** How the list is sorted. */
export interface Sort {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

/** The change of the last price since the close before, in percent. */
export function changeOf({ previousClose }: Instrument, { last }: Quote): number {
  return (last / previousClose - 1) * 100;
}

/** The sort after its column was chosen: figures begin with the highest, names with A; the same column turns around. */
export function sortAfter(sort: Sort, by: SortKey): Sort {
  return { by, isDescending: sort.by === by ? !sort.isDescending : by !== 'symbol' };
}

/** The instruments whose symbol, name or sector has the text; a symbol that begins with it comes before all others. */
export function listed(
  instruments: readonly Instrument[],
  quoteOf: (symbol: string) => Quote | undefined,
  text: string,
  sort: Sort,
): Instrument[] {
  const wanted = text.trim().toLowerCase();
  const rank = ({ symbol }: Instrument) => (wanted !== '' && symbol.toLowerCase().startsWith(wanted) ? 0 : 1);
  const compare = comparison(sort, quoteOf);
  return instruments
    .filter(({ symbol, name, sector }) => [symbol, name, sector].some((part) => part.toLowerCase().includes(wanted)))
    .sort((one, other) => rank(one) - rank(other) || compare(one, other));
}

function comparison({ by, isDescending }: Sort, quoteOf: (symbol: string) => Quote | undefined) {
  const sign = isDescending ? -1 : 1;
  if (by === 'symbol') return (one: Instrument, other: Instrument) => sign * (one.symbol < other.symbol ? -1 : 1);
  const figure = (instrument: Instrument) => {
    const quote = quoteOf(instrument.symbol);
    if (quote === undefined) return 0;
    return by === 'last' ? quote.last : changeOf(instrument, quote);
  };
  return (one: Instrument, other: Instrument) => sign * (figure(one) - figure(other));
}
