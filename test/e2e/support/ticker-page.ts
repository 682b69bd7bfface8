import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './visits.ts';

/** How the tape does, as the page shows it. */
export interface TapeState {
  /** Trades that came since the page began, or since the exchange did. */
  readonly came: number;
  /** What stands there of missing ones: `none`, or how many. */
  readonly missing: string;
  readonly gaps: number;
  readonly recovered: number;
  /** Lines between trades that tell of a gap, or of another exchange. */
  readonly breaks: readonly string[];
}

const numberOf = (text: string) => Number(text.replaceAll(/\D/g, ''));

/** The page of the ticker, as somebody sees it. */
export class TickerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** What an element says. */
  async text(id: string): Promise<string> {
    return (await this.page.locator(`#${id}`).textContent()) ?? '';
  }

  async figure(id: string): Promise<number> {
    return numberOf(await this.text(id));
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }

  /** Shows the trades of the chosen symbol only. */
  showOnly(symbol: string): Promise<void> {
    return this.page.getByRole('radio', { name: symbol }).check();
  }

  /** Waits until it is connected, and prices and trades come. */
  async ready(): Promise<this> {
    await this.hasStatus('Live');
    await eventually(async () => (await this.tape()).came).toBeGreaterThan(200);
    await eventually(() => this.figure('rate')).toBeGreaterThan(0);
    return this;
  }

  hasStatus(text: string): Promise<void> {
    return eventually(() => this.text('pill-status')).toBe(text);
  }

  async tape(): Promise<TapeState> {
    const proof = await this.text('tape-proof');
    const [, came = '', missing = ''] = /^(\S+) came, (\S+) missing$/.exec(proof) ?? [];
    return {
      came: numberOf(came),
      missing,
      gaps: await this.figure('gaps'),
      recovered: await this.figure('recovered'),
      breaks: await this.page.locator('#trades .break').allTextContents(),
    };
  }

  /** Waits for so many more trades. @returns how the tape is then. */
  async more(trades: number): Promise<TapeState> {
    const { came } = await this.tape();
    await eventually(async () => (await this.tape()).came).toBeGreaterThanOrEqual(came + trades);
    return this.tape();
  }

  /** The numbers of the trades that are shown, the newest first; each is one less than the one above, or the test fails. */
  async shownTrades(): Promise<number[]> {
    const numbers = await this.page.locator('#trades tr[data-number]').evaluateAll((rows) => rows.map((row) => Number(row.dataset.number)));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) - index));
    return numbers;
  }
}
