import type { Quote } from '../../contract.ts';

/** The newest quote of every symbol, and what of them came and what did not. */
export class Quotes {
  readonly #newest = new Map<string, Quote>();
  #changed = new Set<string>();
  #received = 0;
  #conflated = 0;

  /** Quotes that came. */
  get received(): number {
    return this.#received;
  }

  /** Quotes that were left out, on the server or here, because a newer one of their symbol was there. */
  get conflated(): number {
    return this.#conflated;
  }

  /** Symbols that have a quote. */
  get size(): number {
    return this.#newest.size;
  }

  of(symbol: string): Quote | undefined {
    return this.#newest.get(symbol);
  }

  /** Takes a quote. One that is known already, as after a join, is not counted again. */
  accept(quote: Quote): void {
    const known = this.#newest.get(quote.symbol);
    if (known?.revision === quote.revision) return;
    this.#received += 1;
    // Revisions go back only when the exchange itself began anew.
    if (known !== undefined && quote.revision > known.revision) this.#conflated += quote.revision - known.revision - 1;
    this.#newest.set(quote.symbol, quote);
    this.#changed.add(quote.symbol);
  }

  /** The symbols that changed since this was asked last. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }
}
