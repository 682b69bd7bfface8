import type { Instrument, Quote } from '../../contract.ts';
import { make, mark, TextSlot } from '../dom.ts';
import { percent, price } from '../format.ts';
import { changeOf } from '../market/listing.ts';
import type { Flashes } from './flashes.ts';

/** Makes one cell of a row. */
function cell(className: string, ...content: readonly HTMLElement[]): HTMLElement {
  const element = make('td', className, ...content);
  element.role = 'gridcell';
  return element;
}

/** One instrument in the list. */
export class Row {
  readonly element = make('tr', 'grid-row figure');
  readonly instrument: Instrument;
  readonly #bid = new TextSlot(cell('wide lit'));
  readonly #ask = new TextSlot(cell('wide lit'));
  readonly #last = new TextSlot(cell('lit'));
  readonly #change = new TextSlot(cell(''));
  #painted: Quote | undefined;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    const { symbol, name } = instrument;
    this.element.role = 'row';
    this.element.tabIndex = -1;
    this.element.dataset.symbol = symbol;
    this.element.append(
      cell('', make('span', 'symbol', symbol), make('span', 'name', name)),
      ...[this.#bid, this.#ask, this.#last, this.#change].map(({ element }) => element),
    );
  }

  paint(quote: Quote, flashes: Flashes, now: number): void {
    const before = this.#painted ?? quote;
    this.#painted = quote;
    this.#paintPrice(this.#bid, before.bid, quote.bid, flashes, now);
    this.#paintPrice(this.#ask, before.ask, quote.ask, flashes, now);
    this.#paintPrice(this.#last, before.last, quote.last, flashes, now);
    const change = changeOf(this.instrument, quote);
    this.#change.set(percent(change));
    mark(this.#change.element, 'move', change < 0 ? 'down' : 'up');
  }

  #paintPrice(slot: TextSlot, before: number, value: number, flashes: Flashes, now: number): void {
    slot.set(price(value));
    flashes.flash(slot.element, value - before, now);
  }
}
