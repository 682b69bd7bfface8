import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/site.ts';

const { started } = useBrowser();

describe('a page behind another one', () => {
  it('stays live, gets its events and makes its calls, and goes on when it is seen again', async () => {
    const site = await startSite();
    // Playwright has every page of its own believe that it is seen. So these are opened beside it, and tell the server what they see.
    const tabs = await started().newBrowserCDPSession();
    const watcher = await tabs.send('Target.createTarget', { url: site.url({ order: 'watch' }) });
    await expect.poll(async () => (await site.room.members()).length, { timeout: 15_000 }).toBe(1);
    await tabs.send('Target.createTarget', { url: 'about:blank' });
    await waitFor(() => site.record.told.includes('hidden'), 'the tab to be hidden', 15_000);
    await site.room.publish('said', { text: 'one' });
    await waitFor(() => site.record.told.length === 2, 'the hidden tab to tell', 15_000);
    await tabs.send('Target.activateTarget', watcher);
    await waitFor(() => site.record.told.length === 3, 'the tab to be seen', 15_000);
    await site.room.publish('said', { text: 'two' });
    await waitFor(() => site.record.told.length === 4, 'the tab to tell', 15_000);
    expect(site.record.told).toEqual([
      'hidden',
      'hidden, connecting live, 0 problems: one',
      'visible',
      'visible, connecting live, 0 problems: two',
    ]);
  });
});
