import type { Client } from '@trunkline/client';
import type { NewOrder, Ticker } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import { byId, mark, TextSlot } from '../dom.ts';
import { count, money, price } from '../format.ts';
import type { Frames } from '../frames.ts';
import type { Quotes } from '../market/quotes.ts';
import { randomId } from '../random-id.ts';
import { Account } from './account.ts';
import { type Field, type FieldErrors, type Reading, readDraft } from './draft.ts';
import { OrderList } from './order-list.ts';

/** What the ticket follows. */
export interface TicketParts {
  readonly client: Client<Ticker>;
  readonly quotes: Quotes;
  readonly selected: Choice<string>;
  readonly frames: Frames;
}

/** How far beyond the best price the limit is that nobody typed: far enough for a hundred shares. */
const LEEWAY = 0.002;

const FIELDS: readonly Field[] = ['quantity', 'limit'];

/** Where orders are written: the limit follows the market until somebody types one. */
export class Ticket {
  readonly #parts: TicketParts;
  readonly #orders: OrderList;
  readonly #account: Account;
  readonly #form = byId('ticket', HTMLFormElement);
  readonly #inputs = { quantity: byId('quantity', HTMLInputElement), limit: byId('limit', HTMLInputElement) };
  readonly #button = byId('place', HTMLButtonElement);
  readonly #label = new TextSlot(this.#button);
  readonly #total = new TextSlot(byId('total', HTMLElement));
  readonly #held = new TextSlot(byId('held', HTMLElement));
  readonly #cash = new TextSlot(byId('cash', HTMLElement));
  #isLimitTyped = false;
  #isPlacing = false;

  constructor(parts: TicketParts) {
    this.#parts = parts;
    this.#orders = new OrderList(parts.client);
    this.#account = new Account(parts.client, () => parts.frames.ask());
    parts.frames.add(() => this.#paint());
    parts.selected.follow(() => this.#begin());
    byId('sides', HTMLElement).addEventListener('change', () => this.#begin());
    this.#inputs.limit.addEventListener('input', () => {
      this.#isLimitTyped = true;
    });
    this.#form.addEventListener('input', () => parts.frames.ask());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#place();
    });
  }

  get #side(): NewOrder['side'] {
    return byId('sell', HTMLInputElement).checked ? 'sell' : 'buy';
  }

  /** Another symbol or side: what was typed for the one before is no limit for this one. */
  #begin(): void {
    this.#isLimitTyped = false;
    this.#showErrors({});
    this.#parts.frames.ask();
  }

  #read(): Reading {
    const { quantity, limit } = this.#inputs;
    return readDraft({ symbol: this.#parts.selected.value, side: this.#side, quantity: quantity.value, limit: limit.value });
  }

  async #place(): Promise<void> {
    const reading = this.#read();
    this.#showErrors(reading.ok ? {} : reading.errors);
    if (!reading.ok || this.#isPlacing) return;
    this.#setPlacing(true);
    const { field, text } = await this.#orders.place({ id: randomId(), ...reading.order });
    this.#setPlacing(false);
    if (field !== undefined) this.#showErrors({ [field]: text });
    await this.#account.refresh();
  }

  /** A second click while the first is under way is no second order. The button stays where the focus is. */
  #setPlacing(isPlacing: boolean): void {
    this.#isPlacing = isPlacing;
    this.#button.ariaDisabled = String(isPlacing);
  }

  /** Shows what is wrong at each field, and leads to the first. */
  #showErrors(errors: FieldErrors): void {
    for (const field of FIELDS) {
      byId(`${field}-error`, HTMLElement).textContent = errors[field] ?? '';
      this.#inputs[field].ariaInvalid = String(errors[field] !== undefined);
    }
    const first = FIELDS.find((field) => errors[field] !== undefined);
    if (first !== undefined) this.#inputs[first].focus();
  }

  #paint(): void {
    const { quotes, selected } = this.#parts;
    const symbol = selected.value;
    const side = this.#side;
    this.#followMarket(symbol, side);
    const reading = this.#read();
    const sum = reading.ok ? reading.order.quantity * reading.order.limit : undefined;
    this.#total.set(sum === undefined ? '–' : money(sum));
    this.#held.set(`${count(this.#account.held(symbol))} ${symbol}`);
    this.#cash.set(this.#account.cash === undefined ? '' : `${money(this.#account.cash)} cash`);
    mark(this.#button, 'side', side);
    this.#label.set(quotes.of(symbol)?.isHalted === true ? `${symbol} is halted` : `${side === 'buy' ? 'Buy' : 'Sell'} ${symbol}`);
  }

  #followMarket(symbol: string, side: NewOrder['side']): void {
    const quote = this.#parts.quotes.of(symbol);
    const { limit } = this.#inputs;
    if (quote === undefined || this.#isLimitTyped || document.activeElement === limit) return;
    const text = price(side === 'buy' ? quote.ask * (1 + LEEWAY) : quote.bid * (1 - LEEWAY));
    if (limit.value !== text) limit.value = text;
  }
}
