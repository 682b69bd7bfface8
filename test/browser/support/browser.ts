import type { BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { gatherProblems, useChromium } from '../../support/chromium.ts';
import type { Site } from './site.ts';

/** How long a test waits for what happens on a page. */
const DEADLINE_MS = 15_000;

/** How a page is visited. */
export interface VisitOptions {
  readonly codec?: string;
  /** Which of the pages. */
  readonly path?: string;
  /** Whether the network, or the server, is to be gone for a while. */
  readonly hasOutage?: boolean;
}

/** A page in the browser. Once its test ends it fails that for everything that went wrong on it. */
export class Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly #problems: readonly string[];

  constructor(page: Page, hasOutage: boolean) {
    this.page = page;
    this.context = page.context();
    this.#problems = gatherProblems(page, { hasOutage });
  }

  /** Has the page do something, and answers what it answered. Rejects when that takes too long. */
  ask(order: string, text = ''): Promise<unknown> {
    return inTime(this.page.evaluate(`carryOut(${JSON.stringify(order)}, ${JSON.stringify(text)})`), `the page to ${order}`);
  }

  /** Asks until the answer is as expected, or fails at a deadline. */
  async until(order: string, expected: unknown): Promise<void> {
    await expect.poll(() => this.ask(order), { timeout: DEADLINE_MS, interval: 20 }).toEqual(expected);
  }

  /** Everything that went wrong so far. */
  async problems(): Promise<readonly unknown[]> {
    const own = this.page.isClosed() ? [] : await this.page.evaluate<unknown[]>('problems');
    return [...this.#problems, ...own];
  }
}

function inTime(answer: Promise<unknown>, what: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), DEADLINE_MS);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** The browser of one test file. */
export function useBrowser() {
  const started = useChromium();
  return {
    started,
    /** Opens a site's page, as somebody who was never there. */
    async visit(site: Site, { codec = 'json', path, hasOutage = false }: VisitOptions = {}): Promise<Visit> {
      const context = await started().newContext();
      const visit = new Visit(await context.newPage(), hasOutage);
      onTestFinished(async () => {
        expect(await visit.problems()).toEqual([]);
        await context.close();
      });
      await visit.page.goto(site.url({ codec }, path));
      await visit.until('standing', { status: 'live', reason: undefined });
      return visit;
    },
  };
}
