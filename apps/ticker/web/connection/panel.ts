import type { Client, Status, StatusDetail } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';
import type { Choice } from '../choice.ts';
import { byId, make, mark, scrollByKeys, TextSlot } from '../dom.ts';
import { clock, count } from '../format.ts';
import type { Theme } from '../theme.ts';
import { History, SLICE_MS } from './history.ts';
import { type Experiment, Journal, type Line } from './journal.ts';
import { watchLatency } from './latency.ts';
import { Strip } from './strip.ts';
import type { Tally } from './tally.ts';

/** What the panel follows and tries. */
export interface ConnectionPanelParts {
  readonly client: Client<Ticker>;
  readonly isSlow: Choice<boolean>;
  readonly theme: Choice<Theme>;
  tally(): Tally;
}

/** Lines of the journal that are kept. */
const MAX_LINES = 50;

const STATUS_TEXTS: Readonly<Record<Status, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  closed: 'Closed',
};

/** Tells a lost connection; before the first one there is nothing to lose. */
const isAway = (status: Status) => status !== 'live' && status !== 'connecting';

const slot = (id: string) => new TextSlot(byId(id, HTMLElement));

/** How the connection does, what can be done to it, and what Trunkline did about that. */
export class ConnectionPanel {
  readonly #parts: ConnectionPanelParts;
  readonly #history: History;
  readonly #strip: Strip;
  readonly #journal = new Journal((line) => this.#write(line));
  readonly #figures = {
    status: slot('status'),
    latency: slot('latency'),
    rate: slot('rate'),
    conflated: slot('conflated'),
    recovered: slot('recovered'),
    gaps: slot('gaps'),
    pillStatus: slot('pill-status'),
    pillLatency: slot('pill-latency'),
  };
  readonly #pill = byId('pill', HTMLElement);
  readonly #list = byId('journal', HTMLElement);
  #retryAt: number | undefined;
  #wasAway = false;

  constructor(parts: ConnectionPanelParts) {
    this.#parts = parts;
    const { client, isSlow, theme } = parts;
    this.#history = new History(parts.tally());
    this.#strip = new Strip(this.#history);
    theme.follow(() => this.#strip.paintTheme());
    client.on('status', (status, detail) => this.#tellStatus(status, detail));
    isSlow.follow((value) => this.#slowed(value));
    void watchLatency(client, (latencyMs) => this.#tellLatency(latencyMs));
    this.#listen();
    setInterval(() => this.#sliceEnded(), SLICE_MS);
    this.#paintStatus();
  }

  #listen(): void {
    scrollByKeys('journal-log');
    byId('drop', HTMLButtonElement).addEventListener('click', () => void this.#try('drop'));
    byId('restart', HTMLButtonElement).addEventListener('click', () => void this.#try('restart'));
    const { isSlow } = this.#parts;
    byId('slow', HTMLButtonElement).addEventListener('click', () => isSlow.choose(!isSlow.value));
  }

  async #try(experiment: Experiment): Promise<void> {
    if (this.#parts.client.status !== 'live') {
      this.#journal.notAsked(Date.now());
      return;
    }
    this.#journal.asked(experiment, Date.now());
    const outcome = await this.#parts.client.safe[experiment]();
    this.#journal.answered(experiment, outcome.ok ? undefined : outcome.error.name, Date.now());
  }

  #slowed(isSlow: boolean): void {
    byId('slow', HTMLButtonElement).ariaPressed = String(isSlow);
    this.#journal.slow(isSlow, Date.now(), this.#parts.tally());
  }

  #tellStatus(status: Status, detail: StatusDetail): void {
    this.#retryAt = detail.retryAt;
    this.#wasAway ||= isAway(status);
    if (status !== 'live') this.#tellLatency(undefined);
    this.#journal.status(status, detail, Date.now(), this.#parts.tally());
    this.#paintStatus();
  }

  #tellLatency(latencyMs: number | undefined): void {
    const text = latencyMs === undefined ? '' : `${latencyMs < 10 ? latencyMs.toFixed(1) : count(latencyMs)} ms`;
    this.#figures.latency.set(text === '' ? '–' : text);
    this.#figures.pillLatency.set(text);
  }

  #sliceEnded(): void {
    const tally = this.#parts.tally();
    this.#history.add(tally, this.#wasAway);
    this.#wasAway = isAway(this.#parts.client.status);
    this.#journal.timePassed(Date.now(), tally);
    const { rate, conflated, recovered, gaps } = this.#figures;
    rate.set(count(this.#history.rate));
    conflated.set(count(tally.conflated));
    recovered.set(count(tally.recovered));
    gaps.set(count(tally.gaps));
    this.#strip.paint();
    this.#paintStatus();
  }

  #paintStatus(): void {
    const { status } = this.#parts.client;
    const waitMs = (this.#retryAt ?? 0) - Date.now();
    const text = STATUS_TEXTS[status];
    this.#figures.pillStatus.set(text);
    this.#figures.status.set(status !== 'live' && waitMs > 0 ? `Again in ${Math.ceil(waitMs / 1000)} s` : text);
    mark(this.#pill, 'status', status);
  }

  #write({ time, text, tone }: Line): void {
    const entry = make('li', '', make('time', '', clock(time)), make('span', '', text));
    entry.dataset.tone = tone;
    this.#list.prepend(entry);
    if (this.#list.childElementCount > MAX_LINES) this.#list.lastElementChild?.remove();
  }
}
