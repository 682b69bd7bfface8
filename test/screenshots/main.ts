// Takes the pictures of docs/images anew: the built apps, with something going on, in both themes.
//
//     main.ts

import { join } from 'node:path';
import { chromium, type Page, type ViewportSize } from 'playwright-core';
import { REPOSITORY } from '../support/repository.ts';
import { startHost } from './host-process.ts';

const IMAGES = join(REPOSITORY, 'docs/images');

/** How long the page runs before it is taken, so that its last minute has something in it. */
const RUN_MS = 40_000;

/** A small page for those who only watch: it costs less to paint. */
const PHONE = { width: 390, height: 844 };

const host = await startHost();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await visit('Ann Field', { width: 1440, height: 900 });
  await visit('Bo Stern', PHONE);
  await visit('Cy Young', PHONE);
  await page.getByRole('button', { name: 'Buy ALDB' }).click();
  await page.getByText('Bought').waitFor();
  await page.getByRole('button', { name: 'Read slowly' }).click();
  await page.waitForTimeout(RUN_MS / 4);
  await page.getByRole('button', { name: 'Read slowly' }).click();
  await page.waitForTimeout(RUN_MS / 2);
  await page.getByRole('button', { name: 'Drop my connection' }).click();
  await page.getByText('recovered, in order').waitFor();
  await page.waitForTimeout(RUN_MS / 4);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await take(page, colorScheme === 'light' ? 'ticker.png' : 'ticker-dark.png');
  }
} finally {
  await browser.close();
  await host.stop();
}

/** Opens the ticker, as somebody with that name. */
async function visit(name: string, viewport: ViewportSize): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme: 'light' });
  await context.addInitScript((own) => localStorage.setItem('ticker.name', own), name);
  const page = await context.newPage();
  await page.goto(`${host.url}ticker/`);
  await page.getByText('Connected. Rooms joined').waitFor({ state: 'attached' });
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(IMAGES, name);
  await page.screenshot({ path });
  console.log(path);
}
