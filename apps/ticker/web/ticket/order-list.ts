import type { Client } from '@trunkline/client';
import type { NewOrder, Ticker } from '../../contract.ts';
import { byId, make, scrollByKeys } from '../dom.ts';
import { count, price } from '../format.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Orders that stay in the list. */
const MAX_ORDERS = 20;

/** The orders that were placed from this page, the newest first, each with what became of it. */
export class OrderList {
  readonly #client: Client<Ticker>;
  readonly #list = byId('orders', HTMLElement);

  constructor(client: Client<Ticker>) {
    this.#client = client;
    scrollByKeys('orders-log');
  }

  /** Places an order, and answers what became of it. */
  place(order: NewOrder): Promise<Verdict> {
    const { side, quantity, symbol, limit } = order;
    const title = `${side === 'buy' ? 'Buy' : 'Sell'} ${count(quantity)} ${symbol} at ${price(limit)}`;
    const entry = make('li', '', make('span', 'figure', title));
    this.#list.prepend(entry);
    if (this.#list.childElementCount > MAX_ORDERS) this.#list.lastElementChild?.remove();
    return this.#send(order, entry, make('span', 'verdict figure', 'Sent'));
  }

  async #send(order: NewOrder, entry: HTMLElement, text: HTMLElement): Promise<Verdict> {
    entry.append(text);
    const verdict = verdictOf(order, await this.#client.safe.orders.place(order));
    entry.dataset.outcome = verdict.outcome;
    text.textContent = verdict.text;
    if (verdict.outcome === 'unknown') this.#offerAgain(order, entry, text);
    return verdict;
  }

  /** The same id is executed once, however often it is placed: so an order whose outcome is unknown can be sent again. */
  #offerAgain(order: NewOrder, entry: HTMLElement, text: HTMLElement): void {
    const again = make('button', '', 'Ask again');
    again.type = 'button';
    again.title = 'Sends the same order, with the same id: it is filled once at most';
    again.addEventListener('click', () => {
      again.remove();
      text.textContent = 'Sent again, with the same id';
      void this.#send(order, entry, text);
    });
    entry.append(again);
  }
}
