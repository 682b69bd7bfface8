import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { HostProcess } from '../support/host-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { TickerPage } from './support/ticker-page.ts';
import { accessibilityFaults, eventually, useVisits, type VisitOptions } from './support/visits.ts';

const visit = useVisits();

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What a tape is that has everything. */
const WHOLE = { missing: 'none', gaps: 0, breaks: [] };

/** Several waits, each with a deadline of its own, on machines that do other things too. */
const TIMEOUT = { timeout: 180_000 };

let shared: HostProcess | undefined;
beforeAll(async () => {
  shared = await HostProcess.start();
});
afterAll(() => shared?.stop());

const sharedHost = (): HostProcess => shared ?? expect.fail('the apps start before the first test');

/** Opens the ticker, by default on the host that all tests share. */
async function open({ url = sharedHost().url, ...options }: VisitOptions & { readonly url?: string } = {}): Promise<TickerPage> {
  return new TickerPage(await visit(`${url}ticker/`, { viewport: DESKTOP, ...options })).ready();
}

describe('the ticker', TIMEOUT, () => {
  it('shows the same market to everybody, and who watches it', async () => {
    const pages = [await open(), await open(), await open({ viewport: PHONE })];
    for (const ticker of pages) {
      const { page } = ticker;
      expect(await page.locator('#rows [data-symbol]').count()).toBe(200);
      await eventually(() => ticker.text('viewer-count')).toBe('3');
      // Each row has been quoted, and goes on being.
      await eventually(() => page.locator('#rows [data-symbol] .lit').getByText(/\d/).count()).toBe(200);
    }
    const [ann, bob] = pages;
    await ann?.page.context().close();
    await eventually(() => bob?.text('viewer-count')).toBe('2');
  });

  it('is searched and opened by keys', async () => {
    const ticker = await open();
    const { page } = ticker;
    await page.keyboard.press('/');
    await page.keyboard.type('halcyon robot');
    await eventually(() => ticker.text('match-count')).toBe('1 of 200');
    await page.keyboard.press('Enter');
    await eventually(() => ticker.text('symbol')).toBe('HALR');
    await page.getByRole('img', { name: 'Candles of HALR' }).locator('canvas').first().waitFor();
  });

  it('executes an order, which everybody sees on the tape', async () => {
    const [ann, bob] = [await open(), await open()];
    await bob.showOnly('ALDB');
    await ann.page.getByLabel('Shares').fill('1');
    await ann.press('Buy ALDB');
    await ann.page.locator('#orders').getByText('Bought at').waitFor();
    await eventually(() => ann.text('held')).toBe('1 ALDB');
    // Nobody else trades so little.
    await bob.page.locator('#trades tr').filter({ hasText: 'ALDB' }).getByRole('cell', { name: '1', exact: true }).waitFor();
  });

  it('says at its field why an order is refused', async () => {
    const { page } = await open();
    await page.getByLabel('Limit').fill('0.01');
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.locator('#limit-error').getByText(/\d/).waitFor();
    expect(await page.getByLabel('Limit').getAttribute('aria-invalid')).toBe('true');
  });

  it('has every trade after the server dropped the connection', async () => {
    const ticker = await open({ hasOutage: true });
    await ticker.press('Drop my connection');
    await ticker.page.locator('#journal').getByText('answered over the new one').waitFor();
    expect(await ticker.more(100)).toMatchObject(WHOLE);
    expect((await ticker.tape()).recovered).toBeGreaterThan(0);
    await ticker.shownTrades();
  });

  it('has every trade after the network was cut, again and again', async () => {
    const proxy = await TcpProxy.to(sharedHost().port);
    onTestFinished(() => proxy.close());
    const ticker = await open({ url: `http://127.0.0.1:${proxy.port}/`, hasOutage: true });
    for (const _ of [1, 2]) {
      proxy.cut();
      await ticker.page.locator('#journal').getByText('recovered, in order').first().waitFor();
      expect(await ticker.more(50)).toMatchObject(WHOLE);
    }
    await ticker.shownTrades();
  });

  it('has every trade, in all contexts, after the server was replaced', async () => {
    const pages = await Promise.all([1, 2, 3].map(() => open({ hasOutage: true })));
    await pages[0]?.press('Restart the server');
    for (const ticker of pages) {
      await ticker.page.locator('#journal').getByText('Connected again').waitFor();
      await eventually(() => ticker.text('viewer-count')).toBe('3');
      expect(await ticker.more(100)).toMatchObject(WHOLE);
      await ticker.shownTrades();
    }
  });

  it('says that it is another exchange after its process was killed, and goes on', async () => {
    const host = await HostProcess.start();
    onTestFinished(async () => void (await host.stop('SIGKILL')));
    const ticker = await open({ url: host.url, hasOutage: true });
    await ticker.showOnly('ALDB'); // so few rows that what stands between them stays
    await host.stop('SIGKILL');
    await ticker.hasStatus('Reconnecting');
    const next = await HostProcess.start(host.port);
    onTestFinished(async () => void (await next.stop()));
    await ticker.hasStatus('Live');
    await ticker.page.locator('#trades .break').waitFor();
    expect(await ticker.more(100)).toMatchObject({ missing: 'none', gaps: 0, breaks: ['The exchange began anew'] });
  });

  it('conflates prices for who reads slowly, and nothing of the tape', async () => {
    const ticker = await open();
    const before = await ticker.figure('conflated');
    await ticker.press('Read slowly');
    await eventually(() => ticker.figure('conflated')).toBeGreaterThan(before + 5_000);
    expect(await ticker.more(100)).toMatchObject(WHOLE);
    await ticker.press('Read slowly');
    await ticker.page.locator('#journal').getByText('gave way to newer ones').waitFor();
    await ticker.shownTrades();
  });
});

describe('the page of the ticker', TIMEOUT, () => {
  it('stays responsive while 200 symbols are quoted', async () => {
    const ticker = await open();
    const { page } = ticker;
    await page.evaluate(`
      longTasks = 0;
      new PerformanceObserver((list) => { longTasks += list.getEntries().length; }).observe({ type: 'longtask' });
      painted = 0;
      new MutationObserver((changes) => { painted += changes.length; }).observe(
        document.getElementById('rows'), { subtree: true, characterData: true, childList: true });
    `);
    await page.getByRole('searchbox').fill('bank');
    await page.getByRole('searchbox').fill('');
    await eventually(() => page.evaluate('painted')).toBeGreaterThan(10_000);
    // One in five hundred prices that were painted, on a machine that does other things too.
    expect(await page.evaluate('longTasks')).toBeLessThan(20);
  });

  it.each(['light', 'dark'] as const)('is accessible, with a refused order and the list of viewers (%s)', async (colorScheme) => {
    const { page } = await open({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('searchbox').fill('robot'); // fewer rows of the same kind are looked through sooner
    await page.getByLabel('Limit').fill('0.01');
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.locator('#limit-error').getByText(/\d/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'watching' }).click();
    await page.getByLabel('Your name').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is accessible in each view of a phone (%s)', async (colorScheme) => {
    const { page } = await open({ colorScheme, viewport: PHONE, reducedMotion: 'reduce' });
    await page.getByRole('searchbox').fill('robot');
    for (const view of await page.getByRole('navigation', { name: 'Views' }).getByRole('button').all()) {
      await view.click();
      expect(await accessibilityFaults(page)).toEqual([]);
    }
  });
});
