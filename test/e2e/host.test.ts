import { describe, expect, it, onTestFinished } from 'vitest';
import { HostProcess } from '../support/host-process.ts';
import { accessibilityFaults, useVisits } from './support/visits.ts';

const visit = useVisits();

async function startHost(): Promise<HostProcess> {
  const host = await HostProcess.start();
  onTestFinished(async () => void (await host.stop()));
  return host;
}

describe('npm start', () => {
  it.each(['light', 'dark'] as const)('has an index that leads to every app (%s)', async (colorScheme) => {
    const host = await startHost();
    const page = await visit(host.url, { colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
    const links = await page
      .getByRole('listitem')
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toContain('ticker/');
    for (const href of links) expect((await fetch(new URL(href ?? '', host.url))).status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('drains on %s, while somebody is connected', async (signal) => {
    const host = await startHost();
    const page = await visit(`${host.url}ticker/`, { hasOutage: true });
    await page.locator('#status').getByText('Live').waitFor();
    expect(await host.stop(signal)).toBe(0);
    await page.locator('#journal').getByText('Connection lost').waitFor();
  });

  it('says which port is taken', async () => {
    const { port } = await startHost();
    expect(HostProcess.run({ PORT: `${port}` })).toEqual({
      status: 1,
      output: `Port ${port} of 127.0.0.1 is taken. Choose another one: PORT=3001 npm start\n`,
    });
  });

  it.each([
    [{ PORT: 'abc' }, '"abc" is no port. Choose one from 0 to 65535: PORT=3001 npm start\n'],
    [{ PORT: '0', HOST: '203.0.113.1' }, 'This machine has no address 203.0.113.1. Choose another one: HOST=127.0.0.1 npm start\n'],
  ])('says what is wrong with %j', (env, output) => {
    expect(HostProcess.run(env)).toEqual({ status: 1, output });
  });
});
