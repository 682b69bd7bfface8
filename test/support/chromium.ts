import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const PROGRAM = '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox', // which root cannot have
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** With these, which Playwright sets, hidden tabs would be treated as those that are seen. */
const FLAGS_LEFT_OUT = [
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
];

/** A machine that is busy with other tests starts a browser slowly. */
const START_TIMEOUT_MS = 25_000;

/** What Chromium itself writes when it cannot connect. */
const OUTAGE = /^WebSocket connection to '[^']*' failed: |^Failed to load resource: net::ERR_/;

/** Starts the system's Chromium, with a profile of its own. Whoever starts it closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS, ignoreDefaultArgs: FLAGS_LEFT_OUT, timeout: START_TIMEOUT_MS });
}

/** The browser of one test file: it starts before the first test and ends behind the last one. @returns how to get it. */
export function useChromium(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('the browser starts before the first test');
    return browser;
  };
}

/** Gathers what goes wrong on a page: exceptions, and errors on its console, which tell of violations of its policy too. */
export function gatherProblems(page: Page, { hasOutage }: { readonly hasOutage: boolean }): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => void problems.push(message));
  page.on('console', (message) => {
    const isExpected = hasOutage && OUTAGE.test(message.text());
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  return problems;
}
