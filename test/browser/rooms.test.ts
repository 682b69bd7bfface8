import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { demo } from './page/contract.ts';
import { useBrowser } from './support/browser.ts';
import { type Site, startSite } from './support/site.ts';

const { visit } = useBrowser();
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);

const memberNames = async ({ room }: Site) => (await room.members()).map(({ state }) => state.name).sort();

describe.each(['json', 'msgpack'])('a room on a page in %s', (codec) => {
  it('gets what the server and its members publish, in order', async () => {
    const site = await startSite();
    const [ann, bob] = [await visit(site, { codec }), await visit(site, { codec })];
    await Promise.all([ann.ask('join', 'Ann'), bob.ask('join', 'Bob')]);
    await site.room.publish('said', { text: 'from the server' });
    expect({
      said: await ann.ask('say', 'from Ann'),
      drawn: await bob.ask('draw'),
      typing: await ann.ask('type'),
    }).toEqual({ said: { offset: 2 }, drawn: { offset: 3 }, typing: undefined });
    await site.room.publish('drawn', { bytes: EVERY_BYTE.subarray(250) });
    const deliveries = [
      [1, 'said', 'from the server'],
      [2, 'said', 'from Ann'],
      [3, 'drawn', EVERY_BYTE],
      ['typing', true],
      [4, 'drawn', EVERY_BYTE.slice(250)],
    ];
    await ann.until('deliveries', deliveries);
    await bob.until('deliveries', deliveries);
  });

  it('tells who is there, what they say of themselves, and who left', async () => {
    const site = await startSite();
    const [ann, bob] = [await visit(site, { codec }), await visit(site, { codec })];
    await Promise.all([ann.ask('join', 'Ann'), bob.ask('join', 'Bob')]);
    await ann.until('members', ['Ann', 'Bob']);
    await bob.ask('rename', 'Robert');
    await ann.until('members', ['Ann', 'Robert']);
    await bob.ask('leaveRoom');
    await ann.until('members', ['Ann']);
    expect(await memberNames(site)).toEqual(['Ann']);
  });

  it('is read by a loop, and left with it', async () => {
    const site = await startSite();
    const page = await visit(site, { codec });
    const texts = page.ask('loop', 'reading');
    const room = site.app.rpc.room(demo.topics.chat, { room: 'reading' });
    await expect.poll(async () => (await room.members()).length, { timeout: 10_000 }).toBe(1);
    for (const text of ['1', '2', '3']) await room.publish('said', { text });
    expect(await texts).toEqual(['1', '2']);
    await expect.poll(() => room.members(), { timeout: 10_000 }).toEqual([]);
  });
});

describe('a page in a room', () => {
  it('leaves when it is closed', async () => {
    const site = await startSite();
    const [ann, bob] = [await visit(site), await visit(site)];
    await Promise.all([ann.ask('join', 'Ann'), bob.ask('join', 'Bob')]);
    await ann.until('members', ['Ann', 'Bob']);
    await bob.page.close();
    await ann.until('members', ['Ann']);
    expect(await memberNames(site)).toEqual(['Ann']);
  });

  it('leaves when it closes its client, which does not come back', async () => {
    const site = await startSite();
    const page = await visit(site);
    await page.ask('join', 'Ann');
    await page.ask('close');
    await waitFor(() => site.app.rpc.peers().length === 0, 'the peer to be gone');
    expect({ members: await memberNames(site), statuses: await page.ask('statuses') }).toEqual({
      members: [],
      statuses: ['connecting', 'live', 'closed'],
    });
  });
});
