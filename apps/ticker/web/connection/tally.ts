/** What this page counted since it began. */
export interface Tally {
  /** Quotes and trades that came. */
  readonly messages: number;
  /** Quotes that were left out because a newer one of their symbol was there. */
  readonly conflated: number;
  /** Trades that came. */
  readonly trades: number;
  /** Trades that were made while this page was away, and came later. */
  readonly recovered: number;
  /** Places where trades are missing. */
  readonly gaps: number;
  /** How often the exchange was found to be another one, whose trades are numbered anew. */
  readonly openings: number;
}

/** What was counted between two moments. */
export function tallyBetween(before: Tally, after: Tally): Tally {
  return {
    messages: after.messages - before.messages,
    conflated: after.conflated - before.conflated,
    trades: after.trades - before.trades,
    recovered: after.recovered - before.recovered,
    gaps: after.gaps - before.gaps,
    openings: after.openings - before.openings,
  };
}
