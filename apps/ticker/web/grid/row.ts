import type { Instrument, Quote } from '../../contract.ts';
import { make, mark, TextSlot } from '../dom.ts';
import { direction, percent, price } from '../format.ts';
import { changeOf } from '../market/listing.ts';
import type { Flashes } from './flashes.ts';

/** Makes one cell of a row. */
function cell(className: string, ...content: readonly (HTMLElement | string)[]): HTMLElement {
  const element = make('td', className, ...content);
  element.role = 'gridcell';
  return element;
}

/** One instrument in the list. */
export class Row {
  readonly element = make('tr', 'grid-row figure');
  readonly instrument: Instrument;
  readonly #bid = new TextSlot(cell('wide'));
  readonly #ask = new TextSlot(cell('wide'));
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
      cell('', make('span', 'symbol', symbol), ' ', make('span', 'name', name)),
      ...[this.#bid, this.#ask, this.#last, this.#change].map(({ element }) => element),
    );
  }

  paint(quote: Quote, flashes: Flashes, now: number): void {
    flashes.flash(this.#last.element, quote.last - (this.#painted ?? quote).last, now);
    this.#painted = quote;
    this.#bid.set(price(quote.bid));
    this.#ask.set(price(quote.ask));
    this.#last.set(price(quote.last));
    const change = changeOf(this.instrument, quote);
    this.#change.set(percent(change));
    mark(this.#change.element, 'move', direction(change));
  }
}
