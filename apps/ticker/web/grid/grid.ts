import type { Instrument } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import { byId } from '../dom.ts';
import { count } from '../format.ts';
import type { Frames } from '../frames.ts';
import { listed, SORT_KEYS, type Sort, type SortKey, sortAfter } from '../market/listing.ts';
import type { Quotes } from '../market/quotes.ts';
import { Flashes } from './flashes.ts';
import { rowAfter } from './keys.ts';
import { Row } from './row.ts';

/** What the list shows and tells. */
export interface GridParts {
  readonly instruments: readonly Instrument[];
  readonly quotes: Quotes;
  readonly selected: Choice<string>;
  readonly frames: Frames;
  /** Somebody opened an instrument, and wants to see more of it. */
  opened(): void;
}

/** The list of all instruments: searched, sorted, walked through by keys, and painted as prices change. */
export class Grid {
  readonly #parts: GridParts;
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #flashes = new Flashes();
  readonly #grid = byId('grid', HTMLElement);
  readonly #body = byId('rows', HTMLElement);
  readonly #search = byId('search', HTMLInputElement);
  #sort: Sort = { by: 'symbol', isDescending: false };
  #shown: readonly Row[] = [];
  /** The one row that Tab leads to. */
  #current: Row | undefined;

  constructor(parts: GridParts) {
    this.#parts = parts;
    this.#rows = new Map(parts.instruments.map((instrument) => [instrument.symbol, new Row(instrument)]));
    this.#listenToSearch();
    this.#listenToHeads();
    this.#listenToRows();
    parts.selected.follow(() => this.#showSelected());
    parts.frames.add((now) => this.#paint(now));
    this.#show();
    this.#showSelected();
  }

  #paint(now: number): void {
    const { quotes, frames } = this.#parts;
    for (const symbol of quotes.takeChanged()) {
      const quote = quotes.of(symbol);
      if (quote !== undefined) this.#rows.get(symbol)?.paint(quote, this.#flashes, now);
    }
    if (this.#flashes.timePassed(now)) frames.ask();
  }

  /** Shows what is searched for, sorted by the prices of this moment. */
  #show(): void {
    const { instruments, quotes } = this.#parts;
    const matches = listed(instruments, (symbol) => quotes.of(symbol), this.#search.value, this.#sort);
    this.#shown = matches.flatMap(({ symbol }) => this.#rows.get(symbol) ?? []);
    this.#body.replaceChildren(...this.#shown.map(({ element }) => element));
    for (const [index, { element }] of this.#shown.entries()) element.ariaRowIndex = String(index + 2);
    this.#grid.ariaRowCount = String(this.#shown.length + 1);
    byId('no-match', HTMLElement).hidden = this.#shown.length > 0;
    byId('match-count', HTMLElement).textContent =
      matches.length === instruments.length ? count(instruments.length) : `${count(matches.length)} of ${count(instruments.length)}`;
    if (this.#current === undefined || !this.#shown.includes(this.#current)) this.#moveTo(this.#shown[0]);
  }

  #showSelected(): void {
    for (const [symbol, { element }] of this.#rows) element.ariaSelected = String(symbol === this.#parts.selected.value);
    this.#moveTo(this.#rows.get(this.#parts.selected.value));
  }

  #moveTo(row: Row | undefined): void {
    if (this.#current !== undefined) this.#current.element.tabIndex = -1;
    this.#current = row;
    if (row !== undefined) row.element.tabIndex = 0;
  }

  #open(row: Row | undefined): void {
    if (row === undefined) return;
    this.#parts.selected.choose(row.instrument.symbol);
    this.#parts.opened();
  }

  #listenToSearch(): void {
    const search = this.#search;
    search.addEventListener('input', () => this.#show());
    search.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#clear();
      else if (event.key === 'Enter') this.#open(this.#shown[0]);
      else if (event.key === 'ArrowDown') this.#focus(this.#shown[0]);
      else return;
      event.preventDefault();
    });
    document.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLInputElement && event.target.type !== 'radio';
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.focus();
      search.select();
    });
  }

  #clear(): void {
    this.#search.value = '';
    this.#show();
  }

  #focus(row: Row | undefined): void {
    if (row === undefined) return;
    this.#moveTo(row);
    row.element.focus();
  }

  #listenToRows(): void {
    this.#body.addEventListener('click', ({ target }) => this.#open(this.#rowOf(target)));
    this.#body.addEventListener('keydown', (event) => {
      const row = this.#rowOf(event.target);
      if (row === undefined) return;
      const next = rowAfter(event.key, this.#shown.indexOf(row), this.#shown.length);
      if (next !== undefined) this.#focus(this.#shown[next]);
      else if (event.key === 'Enter' || event.key === ' ') this.#open(row);
      else if (event.key === 'Escape') {
        this.#clear();
        // Rows that are placed anew lose the focus.
        this.#focus(row);
      } else return;
      event.preventDefault();
    });
  }

  #rowOf(target: EventTarget | null): Row | undefined {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-symbol]') : null;
    return this.#rows.get(element?.dataset.symbol ?? '');
  }

  #listenToHeads(): void {
    for (const head of this.#grid.querySelectorAll<HTMLElement>('[data-sort]')) {
      const by = SORT_KEYS.find((key) => key === head.dataset.sort);
      if (by !== undefined) head.addEventListener('click', () => this.#sortBy(by, head));
    }
  }

  #sortBy(by: SortKey, chosen: HTMLElement): void {
    this.#sort = sortAfter(this.#sort, by);
    for (const head of this.#grid.querySelectorAll('[data-sort]')) head.ariaSort = 'none';
    chosen.ariaSort = this.#sort.isDescending ? 'descending' : 'ascending';
    this.#show();
    this.#grid.scrollTop = 0;
  }
}
