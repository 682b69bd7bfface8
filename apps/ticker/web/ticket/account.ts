import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';

/** What this trader has, as the server said last. */
export class Account {
  readonly #client: Client<Ticker>;
  readonly #changed: () => void;
  #cash: number | undefined;
  #held: ReadonlyMap<string, number> = new Map();

  constructor(client: Client<Ticker>, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
    void this.refresh();
  }

  /** `undefined` until it is known. */
  get cash(): number | undefined {
    return this.#cash;
  }

  /** Shares of a symbol. */
  held(symbol: string): number {
    return this.#held.get(symbol) ?? 0;
  }

  /** Asks the server anew. What it knew stays when there is no answer. */
  async refresh(): Promise<void> {
    const outcome = await this.#client.safe.account();
    if (!outcome.ok) return;
    this.#cash = outcome.value.cash;
    this.#held = new Map(outcome.value.positions.map(({ symbol, quantity }) => [symbol, quantity]));
    this.#changed();
  }
}
