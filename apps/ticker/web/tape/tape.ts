import type { Choice } from '../choice.ts';
import { byId, make, scrollByKeys, TextSlot } from '../dom.ts';
import { clock, count, price } from '../format.ts';
import type { Frames } from '../frames.ts';
import type { TapeRecord, TapeRow } from './tape-record.ts';

/** Rows that are shown. */
const MAX_SHOWN = 60;

/** The newest trades, of all symbols or of the chosen one, and whether any is missing. */
export class Tape {
  readonly #record: TapeRecord;
  readonly #selected: Choice<string>;
  readonly #body = byId('trades', HTMLTableSectionElement);
  readonly #proof = new TextSlot(byId('tape-proof', HTMLElement));
  readonly #own = byId('tape-own', HTMLInputElement);
  #known = 0;

  constructor(record: TapeRecord, selected: Choice<string>, frames: Frames) {
    this.#record = record;
    this.#selected = selected;
    scrollByKeys('tape-scroll');
    const label = new TextSlot(byId('tape-own-label', HTMLElement));
    const showAnew = () => {
      label.set(selected.value);
      this.#known = 0;
      this.#body.replaceChildren();
      frames.ask();
    };
    selected.follow(showAnew);
    byId('tape-choice', HTMLElement).addEventListener('change', showAnew);
    frames.add(() => this.#paint());
    showAnew();
  }

  #paint(): void {
    const { rows, rowCount } = this.#record.rowsAfter(this.#known);
    if (rowCount === this.#known) return;
    this.#known = rowCount;
    const fresh = rows.filter((row) => this.#isWanted(row)).slice(-MAX_SHOWN);
    this.#body.prepend(...fresh.map(rowOf).reverse());
    while (this.#body.rows.length > MAX_SHOWN) this.#body.deleteRow(-1);
    this.#paintProof();
  }

  #isWanted(row: TapeRow): boolean {
    return row.kind === 'break' || !this.#own.checked || row.trade.symbol === this.#selected.value;
  }

  #paintProof(): void {
    const { came, missing } = this.#record;
    this.#proof.set(`${count(came)} came, ${missing === 0 ? 'none' : count(missing)} missing`);
  }
}

function rowOf(row: TapeRow): HTMLTableRowElement {
  if (row.kind === 'break') {
    const cell = make('td', '', row.text);
    cell.colSpan = 4;
    return make('tr', 'break', cell);
  }
  const { number, time, symbol, price: paid, quantity, side } = row.trade;
  const paidCell = make('td', '', price(paid));
  paidCell.dataset.move = side === 'buy' ? 'up' : 'down';
  const element = make('tr', '', make('td', '', clock(time)), make('td', '', symbol), paidCell, make('td', '', count(quantity)));
  element.dataset.number = String(number);
  if (row.isRecovered) element.dataset.recovered = '';
  return element;
}
