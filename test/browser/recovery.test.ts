import { memoryBroker } from '@trunkline/fastify';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/site.ts';

const { visit } = useBrowser();

const RECONNECTED = ['connecting', 'live', 'reconnecting', 'live'];

describe('a page whose server restarts on the same port', () => {
  it('connects again and gets what it missed in its room', async () => {
    const broker = memoryBroker();
    onTestFinished(() => broker.close());
    const site = await startSite({ broker });
    const page = await visit(site, { hasOutage: true });
    await page.ask('join', 'Ann');
    await site.room.publish('said', { text: 'before' });
    await page.until('deliveries', [[1, 'said', 'before']]);
    await site.app.close();
    await page.until('status', 'reconnecting');
    const again = await startSite({ broker, port: site.port });
    await again.room.publish('said', { text: 'while it was away' });
    await page.until('status', 'live');
    expect(await page.ask('say', 'after')).toEqual({ offset: 3 });
    await page.until('deliveries', [
      [1, 'said', 'before'],
      [2, 'said', 'while it was away'],
      [3, 'said', 'after'],
    ]);
    expect(await page.ask('statuses')).toEqual(RECONNECTED);
    await page.until('members', ['Ann']);
  });

  it('is told of the gap where the events are lost with the server', async () => {
    const site = await startSite();
    const page = await visit(site, { hasOutage: true });
    await page.ask('join', 'Ann');
    await site.room.publish('said', { text: 'before' });
    await page.until('deliveries', [[1, 'said', 'before']]);
    await site.app.close();
    await page.until('status', 'reconnecting');
    const again = await startSite({ port: site.port });
    await page.until('status', 'live');
    await waitFor(() => again.app.rpc.peers().length === 1, 'the peer');
    await page.until('members', ['Ann']);
    await again.room.publish('said', { text: 'after' });
    await page.until('deliveries', [
      [1, 'said', 'before'],
      ['gap', 'epoch'],
      [1, 'said', 'after'],
    ]);
  });

  it('makes the calls then that were asked for while it was away', async () => {
    const site = await startSite();
    const page = await visit(site, { hasOutage: true });
    await site.app.close();
    await page.until('status', 'reconnecting');
    const sum = page.ask('add');
    await startSite({ port: site.port });
    expect(await sum).toBe(5);
  });
});

describe('a page whose connection is cut', () => {
  it.each(['json', 'msgpack'])('resumes its session in %s: calls in flight are answered, events come once', async (codec) => {
    const site = await startSite();
    const page = await visit(site, { codec, hasOutage: true });
    await page.ask('join', 'Ann');
    const answer = page.ask('wait', 'over the cut');
    await waitFor(() => site.record.waiting.length === 1, 'the call');
    const [peer] = site.app.rpc.peers();
    site.cut();
    for (const text of ['1', '2']) await site.room.publish('said', { text });
    site.record.release('over the cut');
    expect(await answer).toBe('waited over the cut');
    await page.until('deliveries', [
      [1, 'said', '1'],
      [2, 'said', '2'],
    ]);
    expect({ statuses: await page.ask('statuses'), isSamePeer: site.app.rpc.peers()[0] === peer }).toEqual({
      statuses: RECONNECTED,
      isSamePeer: true,
    });
  });
});

describe('a page whose network goes away', () => {
  it('keeps its connection when that outlives the outage', async () => {
    const site = await startSite();
    const page = await visit(site, { hasOutage: true });
    await page.ask('join', 'Ann');
    await page.context.setOffline(true);
    await site.room.publish('said', { text: 'meanwhile' });
    await page.context.setOffline(false);
    await page.until('deliveries', [[1, 'said', 'meanwhile']]);
    expect(await page.ask('statuses')).toEqual(['connecting', 'live']);
  });

  it('is offline, and comes back at once when the network does', async () => {
    const site = await startSite();
    const page = await visit(site, { hasOutage: true });
    await page.ask('join', 'Ann');
    await page.context.setOffline(true);
    await page.until('isOnline', false);
    site.cut();
    await page.until('status', 'offline');
    await site.room.publish('said', { text: 'meanwhile' });
    await page.context.setOffline(false);
    await page.until('deliveries', [[1, 'said', 'meanwhile']]);
    expect(await page.ask('statuses')).toEqual(['connecting', 'live', 'offline', 'reconnecting', 'live']);
  });
});
