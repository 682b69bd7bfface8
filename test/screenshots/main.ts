// Takes the pictures of docs/images anew: the built apps, with something going on, in both themes.
//
//     main.ts

import { join } from 'node:path';
import type { Page, ViewportSize } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { HostProcess } from '../support/host-process.ts';
import { REPOSITORY } from '../support/repository.ts';

const IMAGES = join(REPOSITORY, 'docs/images');

/** How long the page runs between what is tried on it, so that its last minute has something of each in it. */
const PAUSE_MS = 12_000;

const DESKTOP = { width: 1440, height: 900 };
/** A small page for those who only watch: it costs less to paint. */
const PHONE = { width: 390, height: 844 };

const host = await HostProcess.start();
const browser = await launchChromium();
try {
  const page = await visit('Ann Field', DESKTOP);
  await visit('Bo Stern', PHONE);
  await visit('Cy Young', PHONE);
  await page.getByRole('button', { name: 'Buy ALDB' }).click();
  await page.getByText('Bought').waitFor();
  await page.getByRole('button', { name: 'Read slowly' }).click();
  await page.waitForTimeout(PAUSE_MS);
  await page.getByRole('button', { name: 'Read slowly' }).click();
  await page.waitForTimeout(PAUSE_MS);
  await page.getByRole('button', { name: 'Drop my connection' }).click();
  await page.waitForTimeout(PAUSE_MS);
  await page.getByRole('button', { name: 'Restart the server' }).click();
  await page.waitForTimeout(PAUSE_MS);
  await take(page, 'light', 'ticker.png');
  await take(page, 'dark', 'ticker-dark.png');
} finally {
  await browser.close();
  await host.stop();
}

/** Opens the ticker, as somebody with that name. */
async function visit(name: string, viewport: ViewportSize): Promise<Page> {
  const context = await browser.newContext({ viewport });
  await context.addInitScript((own) => localStorage.setItem('ticker.name', own), name);
  const page = await context.newPage();
  await page.goto(`${host.url}ticker/`);
  await page.getByText('Connected. Rooms joined').waitFor({ state: 'attached' });
  return page;
}

async function take(page: Page, colorScheme: 'light' | 'dark', name: string): Promise<void> {
  await page.emulateMedia({ colorScheme });
  const path = join(IMAGES, name);
  await page.screenshot({ path });
  console.log(path);
}
