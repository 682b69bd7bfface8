import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { demo } from './page/contract.ts';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/site.ts';

const { visit } = useBrowser();
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);

describe.each(['json', 'msgpack'])('calls from a page in %s', (codec) => {
  it('are answered, whatever their shape', async () => {
    const page = await visit(await startSite(), { codec });
    expect({
      add: await page.ask('add'),
      count: await page.ask('count'),
      sum: await page.ask('sum'),
      shout: await page.ask('shout'),
    }).toEqual({
      add: 5,
      count: Array.from({ length: 100 }, (_, index) => index + 1),
      sum: 6,
      shout: { items: ['A', 'B', 'C'], result: 3 },
    });
  });

  it('fail with the errors of the contract, as outcomes and thrown', async () => {
    const page = await visit(await startSite(), { codec });
    expect(await Promise.all(['100', '900'].map((amount) => page.ask('pay', amount)))).toEqual(['paid', { missing: 400 }]);
    expect(await Promise.all(['100', '900'].map((amount) => page.ask('payOrThrow', amount)))).toEqual(['paid', { missing: 400 }]);
    expect(await page.ask('timeOut')).toBe('OutcomeUnknown');
  });

  it('end their stream on the server when the loop is left', async () => {
    const site = await startSite();
    const page = await visit(site, { codec });
    expect(await page.ask('leave')).toEqual([1, 2, 3]);
    await waitFor(() => site.record.ended.length === 1, 'the stream to end');
  });

  it('carry bytes both ways', async () => {
    const page = await visit(await startSite(), { codec });
    expect(await page.ask('reverse')).toEqual(EVERY_BYTE.slice().reverse());
    expect(await page.ask('crops')).toEqual([Uint8Array.of(0, 1, 2), Uint8Array.of(250, 251, 252)]);
  });

  it('come from the server too', async () => {
    const site = await startSite();
    await visit(site, { codec });
    const [peer] = site.app.rpc.peers();
    expect(await peer?.call(demo.client.mirror, { bytes: EVERY_BYTE })).toEqual(EVERY_BYTE.slice().reverse());
  });
});

describe('credentials of a page', () => {
  it('are renewed over the same connection before they expire', async () => {
    const site = await startSite({
      expiresAt: (context) => Date.now() + (Reflect.get(context, 'ticket') === 'ticket 1' ? 6_000 : 3_600_000),
    });
    const page = await visit(site);
    await page.until('whoAmI', 'ticket 2');
    expect([site.record.tickets, await page.ask('statuses')]).toEqual([
      ['ticket 1', 'ticket 2'],
      ['connecting', 'live'],
    ]);
  });
});
