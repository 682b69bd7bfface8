import type { Client } from '@trunkline/client';
import type { Instrument, Interval, Ticker } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import { byId, mark, TextSlot } from '../dom.ts';
import { direction, percent, price, shortCount } from '../format.ts';
import type { Frames } from '../frames.ts';
import { changeOf } from '../market/listing.ts';
import type { Quotes } from '../market/quotes.ts';
import type { Theme } from '../theme.ts';
import { CandleChart } from './candle-chart.ts';
import { followCandles } from './candle-feed.ts';
import { CandleLine } from './candle-line.ts';

/** What the panel follows. */
export interface InstrumentPanelParts {
  readonly client: Client<Ticker>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly quotes: Quotes;
  readonly selected: Choice<string>;
  readonly theme: Choice<Theme>;
  readonly frames: Frames;
}

const INTERVALS: readonly Interval[] = [1_000, 10_000, 60_000];

const slot = (id: string) => new TextSlot(byId(id, HTMLElement));

/** The chosen instrument: its figures and its chart. */
export class InstrumentPanel {
  readonly #parts: InstrumentPanelParts;
  readonly #figures = {
    last: slot('last'),
    change: slot('change'),
    bid: slot('bid'),
    ask: slot('ask'),
    high: slot('high'),
    low: slot('low'),
    volume: slot('volume'),
  };
  readonly #halted = byId('halted', HTMLElement);
  readonly #chartElement = byId('chart', HTMLElement);
  readonly #chart = new CandleChart(this.#chartElement);
  readonly #line = new CandleLine();
  #intervalMs: Interval = 10_000;
  #following = new AbortController();

  constructor(parts: InstrumentPanelParts) {
    this.#parts = parts;
    parts.frames.add(() => this.#paint());
    parts.selected.follow(() => this.#show());
    parts.theme.follow(() => this.#chart.paintTheme());
    byId('intervals', HTMLElement).addEventListener('change', ({ target }) => {
      const chosen = INTERVALS.find((interval) => target instanceof HTMLInputElement && target.value === String(interval));
      this.#intervalMs = chosen ?? this.#intervalMs;
      this.#follow();
    });
    this.#show();
  }

  get #instrument(): Instrument | undefined {
    return this.#parts.instruments.get(this.#parts.selected.value);
  }

  #show(): void {
    const instrument = this.#instrument;
    if (instrument === undefined) return;
    const { symbol, name, sector } = instrument;
    document.title = `${symbol} · Ticker`;
    byId('symbol', HTMLElement).textContent = symbol;
    byId('instrument-name', HTMLElement).textContent = `${name} · ${sector}`;
    this.#follow();
  }

  /** Follows the candles of what is chosen now, and those of nothing else. */
  #follow(): void {
    const { client, selected, frames } = this.#parts;
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    this.#line.clear();
    this.#chart.clear();
    this.#chartElement.ariaLabel = `Candles of ${selected.value}, ${this.#intervalMs / 1000} s each`;
    void followCandles(client, { symbol: selected.value, intervalMs: this.#intervalMs }, signal, (candle) => {
      this.#line.accept(candle);
      frames.ask();
    });
    frames.ask();
  }

  #paint(): void {
    const news = this.#line.takeNews();
    if (news !== undefined) this.#chart.draw(news);
    const instrument = this.#instrument;
    const quote = this.#parts.quotes.of(this.#parts.selected.value);
    if (instrument === undefined || quote === undefined) return;
    const { last, change, bid, ask, high, low, volume } = this.#figures;
    const percentage = changeOf(instrument, quote);
    this.#chart.markLast(quote.last);
    last.set(price(quote.last));
    change.set(percent(percentage));
    mark(change.element, 'move', direction(percentage));
    bid.set(price(quote.bid));
    ask.set(price(quote.ask));
    high.set(price(quote.high));
    low.set(price(quote.low));
    volume.set(shortCount(quote.volume));
    if (this.#halted.hidden === quote.isHalted) this.#halted.hidden = !quote.isHalted;
  }
}
