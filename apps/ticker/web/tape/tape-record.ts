import type { RecentTrades, Trade } from '../../contract.ts';
import { count, quantity } from '../format.ts';

/** Most rows that are kept. */
const MAX_ROWS = 1_000;

/** One line of the tape: a trade, or why the one below is not the one before. */
export type TapeRow =
  | { readonly kind: 'trade'; readonly trade: Trade; readonly isRecovered: boolean }
  | { readonly kind: 'break'; readonly text: string };

/**
 * What came of the trades, and the proof that none is missing: each has the number of the one before and one more.
 *
 * Trades that were made while this page was away and came later are recovered. They are known by their times; since clocks differ, that of
 * the exchange is taken to be as far behind as the quickest trade was late.
 */
export class TapeRecord {
  /** The newest last. */
  #rows: TapeRow[] = [];
  /** Rows that came in all; those of `rows` are the last of them. */
  #rowCount = 0;
  /** When the exchange opened: since then its trades are numbered. */
  #openedAt: number | undefined;
  #openings = 0;
  #last: number | undefined;
  #came = 0;
  #received = 0;
  #recovered = 0;
  #gaps = 0;
  #missing = 0;
  #latenessMs = Number.POSITIVE_INFINITY;
  /** Until this time of the page, trades were made while it was away. */
  #awayUntil = Number.NEGATIVE_INFINITY;

  /** Trades that came as events, one by one. */
  get received(): number {
    return this.#received;
  }

  get recovered(): number {
    return this.#recovered;
  }

  /** Places where trades are missing. */
  get gaps(): number {
    return this.#gaps;
  }

  /** How often the exchange was found to be another one. */
  get openings(): number {
    return this.#openings;
  }

  /** Trades that are missing there. */
  get missing(): number {
    return this.#missing;
  }

  /** Trades that came, in whatever way. */
  get came(): number {
    return this.#came;
  }

  /** Rows that came after the first `known` of them, the newest last, and how many there are now. */
  rowsAfter(known: number): { readonly rows: readonly TapeRow[]; readonly rowCount: number } {
    const fresh = Math.min(this.#rowCount - known, this.#rows.length);
    return { rows: fresh > 0 ? this.#rows.slice(-fresh) : [], rowCount: this.#rowCount };
  }

  /** The page is connected, again where it has trades. */
  connected(now: number): void {
    if (this.#last !== undefined) this.#awayUntil = now;
  }

  /** Takes one trade, as it is told at this time of the page. */
  accept(trade: Trade, now: number): void {
    // What a snapshot told already.
    if (this.#last !== undefined && trade.number <= this.#last) return;
    const isRecovered = trade.time + this.#lateness(trade, now) < this.#awayUntil;
    this.#received += 1;
    this.#append(trade, isRecovered);
  }

  /** Takes the newest trades at once: the page is new, or missed more than is kept. */
  restart({ openedAt, trades }: RecentTrades): void {
    if (this.#openedAt !== undefined && this.#openedAt !== openedAt) {
      this.#openings += 1;
      this.#break('The exchange began anew');
      this.#last = undefined;
    }
    this.#openedAt = openedAt;
    const known = this.#last;
    for (const trade of trades) {
      if (known === undefined || trade.number > known) this.#append(trade, known !== undefined);
    }
  }

  #append(trade: Trade, isRecovered: boolean): void {
    const next = (this.#last ?? trade.number - 1) + 1;
    if (trade.number > next) {
      this.#gaps += 1;
      this.#missing += trade.number - next;
      this.#break(`${quantity(trade.number - next, 'trade')} missing: ${count(next)} to ${count(trade.number - 1)}`);
    }
    if (isRecovered) this.#recovered += 1;
    this.#came += 1;
    this.#last = trade.number;
    this.#push({ kind: 'trade', trade, isRecovered });
  }

  #break(text: string): void {
    this.#push({ kind: 'break', text });
  }

  #push(row: TapeRow): void {
    this.#rows.push(row);
    this.#rowCount += 1;
    if (this.#rows.length > 2 * MAX_ROWS) this.#rows = this.#rows.slice(-MAX_ROWS);
  }

  #lateness({ time }: Trade, now: number): number {
    this.#latenessMs = Math.min(this.#latenessMs, now - time);
    return this.#latenessMs;
  }
}
