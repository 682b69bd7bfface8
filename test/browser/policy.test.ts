import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/site.ts';

const { started, visit } = useBrowser();

describe('a page with a strict policy', () => {
  it('is told of what the policy forbids, so that every test would fail for it', async () => {
    const site = await startSite();
    const page = await started().newPage();
    await page.goto(site.url());
    await expect(page.evaluate("carryOut('evaluate', '')")).rejects.toThrow('EvalError');
    expect(await page.evaluate('problems')).toEqual(['the policy forbids script-src eval']);
    await page.close();
  });

  it.each(['json', 'msgpack'])('may have the contract, and checks by it what it sends in %s', async (codec) => {
    const site = await startSite();
    const page = await visit(site, { codec, path: '/by-value', hasOutage: true });
    await page.ask('join', 'Ann');
    expect({
      add: await page.ask('add'),
      reverse: await page.ask('reverse'),
      shout: await page.ask('shout'),
      draw: await page.ask('draw'),
      tellAmiss: await page.ask('tellAmiss'),
    }).toEqual({
      add: 5,
      reverse: Uint8Array.from({ length: 256 }, (_, index) => 255 - index),
      shout: { items: ['A', 'B', 'C'], result: 3 },
      draw: { offset: 1 },
      tellAmiss: 'InvalidParams',
    });
    await site.app.close();
    // Nobody else is there who could say so.
    expect(await page.ask('tellAmiss')).toBe('InvalidParams');
  });
});
