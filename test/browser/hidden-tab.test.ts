import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { BackgroundTab } from './support/background-tab.ts';
import { useBrowser } from './support/browser.ts';
import { type Site, type SiteOptions, startSite } from './support/site.ts';

const { started } = useBrowser();

/** How long a test waits for what a page does. */
const DEADLINE_MS = 15_000;

/** A page that nobody can ask: it tells the server what it sees. Between the two is a network. */
async function watcher(options?: SiteOptions): Promise<{ site: Site; tab: BackgroundTab; proxy: TcpProxy }> {
  const site = await startSite(options);
  const proxy = await TcpProxy.to(site.port);
  onTestFinished(() => proxy.close());
  const tab = await BackgroundTab.open(started(), `http://127.0.0.1:${proxy.port}/?order=watch`);
  await expect.poll(async () => (await site.room.members()).length, { timeout: DEADLINE_MS }).toBe(1);
  return { site, tab, proxy };
}

describe('a page behind another one', () => {
  it('asks for a sign of life in time, gets every event and makes its calls, and goes on when it is seen again', async () => {
    const { site, tab } = await watcher({ heartbeat: { intervalMs: 1_000, timeoutMs: 1_000 } });
    const { told } = site.record;
    await tab.hide();
    await waitFor(() => told.includes('hidden'), 'the tab to be hidden', DEADLINE_MS);
    for (const text of ['one', 'two', 'three']) {
      // Nothing else is said meanwhile: each is one heartbeat, which its timers must not miss.
      const [pings, count] = [tab.pings, told.length];
      await waitFor(() => tab.pings > pings, 'the hidden tab to ask', DEADLINE_MS);
      await site.room.publish('said', { text });
      await waitFor(() => told.length > count, 'the hidden tab to tell', DEADLINE_MS);
    }
    await tab.show();
    await waitFor(() => told.includes('visible'), 'the tab to be seen', DEADLINE_MS);
    await site.room.publish('said', { text: 'four' });
    await waitFor(() => told.length === 6, 'the tab to tell', DEADLINE_MS);
    expect(told).toEqual([
      'hidden',
      'hidden, connecting live, 0 problems: one',
      'hidden, connecting live, 0 problems: two',
      'hidden, connecting live, 0 problems: three',
      'visible',
      'visible, connecting live, 0 problems: four',
    ]);
  });

  it('asks at once for a sign of life when it is seen again', async () => {
    // With the usual heartbeat none is due so soon.
    const { site, tab } = await watcher();
    const { told } = site.record;
    await tab.hide();
    await waitFor(() => told.includes('hidden'), 'the tab to be hidden', DEADLINE_MS);
    expect(tab.pings).toBe(0);
    await tab.show();
    await waitFor(() => tab.pings > 0 && told.length === 2, 'the tab to tell and to ask', DEADLINE_MS);
    expect([told, tab.pings]).toEqual([['hidden', 'visible'], 1]);
  });

  it('notices as it is seen again that its connection is dead, and gets what it missed over another', async () => {
    const { site, tab, proxy } = await watcher({ heartbeat: { timeoutMs: 1_000 } });
    const { told } = site.record;
    await tab.hide();
    await waitFor(() => told.includes('hidden'), 'the tab to be hidden', DEADLINE_MS);
    proxy.halfOpen();
    await waitFor(() => site.app.rpc.peers().every(({ isConnected }) => !isConnected), 'the server to lose it');
    for (const text of ['one', 'two']) await site.room.publish('said', { text });
    await tab.show();
    await waitFor(() => told.length === 4, 'the tab to go on', DEADLINE_MS);
    expect(told).toEqual([
      'hidden',
      'visible',
      'visible, connecting live reconnecting live, 0 problems: one',
      'visible, connecting live reconnecting live, 0 problems: two',
    ]);
  });
});

describe('a page that was frozen', () => {
  // Chromium gives up its connection itself, as that of a page in the back-forward cache, but not before it goes on.
  it.each([false, true])('gets what it missed, once and in order, when it goes on; its connection was cut meanwhile: %s', async (isCut) => {
    const { site, tab, proxy } = await watcher();
    const { told } = site.record;
    await tab.freeze();
    await waitFor(() => told.includes('frozen'), 'the tab to be frozen', DEADLINE_MS);
    await site.room.publish('said', { text: 'one' });
    if (isCut) proxy.cut();
    await site.room.publish('said', { text: 'two' });
    expect(told).toEqual(['hidden', 'frozen']);
    await tab.wake();
    await waitFor(() => told.some((text) => text.endsWith(': two')), 'the tab to go on', DEADLINE_MS);
    await site.room.publish('said', { text: 'three' });
    await waitFor(() => told.some((text) => text.endsWith(': three')), 'the tab to tell', DEADLINE_MS);
    const said = told.filter((text) => text.includes('problems'));
    expect(said.map((text) => text.replace(/^.* live, 0 problems: /, ''))).toEqual(['one', 'two', 'three']);
  });
});
