import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { gatherProblems, useChromium } from '../../support/chromium.ts';

/** How a page is visited. */
export interface VisitOptions extends Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'reducedMotion'> {
  /** Whether the network, or the server, is to be gone for a while. */
  readonly hasOutage?: boolean;
}

/** How long a test waits for what happens on a page. */
const DEADLINE_MS = 20_000;

/** Visits pages, each in a context of its own: as somebody who was never there. A test fails for what went wrong on its pages. */
export function useVisits() {
  const started = useChromium();
  return async (url: string, { hasOutage = false, ...options }: VisitOptions = {}): Promise<Page> => {
    const context = await started().newContext(options);
    context.setDefaultTimeout(DEADLINE_MS);
    const page = await context.newPage();
    const problems = gatherProblems(page, { hasOutage });
    onTestFinished(async () => {
      await context.close();
      expect(problems).toEqual([]);
    });
    await page.goto(url);
    return page;
  };
}

/** Asks until the answer is as expected, or fails at a deadline. */
export function eventually(ask: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(ask, { timeout: DEADLINE_MS, interval: 50 });
}

/** What is not accessible on a page as it is now, in short. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // The page's policy lets no script in but its own; this one comes from outside of it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
