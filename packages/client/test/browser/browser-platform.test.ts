import { waitFor } from '@trunkline/test-kit/wait-for';
import { afterEach, describe, expect, it } from 'vitest';
import { browserPlatform } from '../../src/browser/browser-platform.ts';
import { EchoServer } from '../support/echo-server.ts';
import { TransportRecord } from '../support/transport-record.ts';

const GIVEN = ['addEventListener', 'removeEventListener', 'document', 'reportError'] as const;

/** Makes the globals of a page that Node.js has not. */
function givePage(globals: Partial<Record<(typeof GIVEN)[number], unknown>>): void {
  Object.assign(globalThis, globals);
}

afterEach(() => {
  for (const name of GIVEN) Reflect.deleteProperty(globalThis, name);
});

/** A window and a document as far as the platform uses them. */
function page() {
  const [view, shown] = [new EventTarget(), Object.assign(new EventTarget(), { visibilityState: 'visible' })];
  const told: string[] = [];
  const observer = { onOnline: () => told.push('online'), onOffline: () => told.push('offline'), onAwake: () => told.push('awake') };
  const happen = () => {
    for (const kind of ['online', 'offline']) view.dispatchEvent(new Event(kind));
    for (const visibilityState of ['hidden', 'visible']) {
      Object.assign(shown, { visibilityState });
      shown.dispatchEvent(new Event('visibilitychange'));
    }
  };
  givePage({ addEventListener: view.addEventListener.bind(view), removeEventListener: view.removeEventListener.bind(view) });
  return { shown, told, observer, happen };
}

describe('browserPlatform', () => {
  it('has a clock, timers that can be stopped, and luck', async () => {
    const rung: string[] = [];
    const before = browserPlatform.now();
    browserPlatform.after(0, () => rung.push('stopped'))();
    browserPlatform.after(1, () => rung.push('rung'));
    const never = browserPlatform.after(Number.MAX_SAFE_INTEGER, () => rung.push('at once'));
    await waitFor(() => rung.length > 0);
    never();
    expect([rung, browserPlatform.now() > before, Math.abs(browserPlatform.date() - Date.now()) < 1_000]).toEqual([['rung'], true, true]);
    const luck = browserPlatform.random();
    expect([luck >= 0 && luck < 1, /^[0-9a-f]{32}$/.test(browserPlatform.randomKey())]).toEqual([true, true]);
    expect(browserPlatform.randomKey()).not.toBe(browserPlatform.randomKey());
  });

  it('reports as the page reports', () => {
    const reported: unknown[] = [];
    givePage({ reportError: (error: unknown) => reported.push(error) });
    browserPlatform.report('bug');
    expect(reported).toEqual(['bug']);
  });

  it('watches network and page, until it is told not to', () => {
    const { shown, told, observer, happen } = page();
    givePage({ document: shown });
    const stop = browserPlatform.watch(observer);
    happen();
    expect(told.splice(0)).toEqual(['online', 'offline', 'awake']);
    stop();
    happen();
    expect(told).toEqual([]);
  });

  it('watches the network alone in a worker, which has no page, and nothing where nobody tells', () => {
    const { told, observer, happen } = page();
    const stop = browserPlatform.watch(observer);
    happen();
    stop();
    happen();
    expect(told.splice(0)).toEqual(['online', 'offline']);
    Reflect.deleteProperty(globalThis, 'addEventListener');
    browserPlatform.watch(observer)();
    happen();
    expect(told).toEqual([]);
  });

  it('opens a connection, and sends and receives texts and bytes', async () => {
    await using server = await EchoServer.listen();
    const record = new TransportRecord();
    const transport = browserPlatform.open(server.url, 'echo', record);
    transport.send('lost: it is not open');
    await waitFor(() => record.told.length > 0);
    transport.send('text');
    transport.send(new Uint8Array([0, 1, 2, 3]).subarray(1, 3));
    await waitFor(() => record.told.length > 2);
    transport.close(4001, 'over');
    transport.send('lost: it closes');
    await waitFor(() => record.told.length > 3 && server.closes.length > 0);
    expect(record.told).toEqual(['open', ['message', 'text'], ['message', [1, 2]], ['closed', 4001, 'over']]);
    expect(server.closes).toEqual([[4001, 'over']]);
  });

  it('says no code where a page may not say it', async () => {
    await using server = await EchoServer.listen();
    const record = new TransportRecord();
    const transport = browserPlatform.open(server.url, 'echo', record);
    await waitFor(() => record.told.length > 0);
    transport.close(1001, '');
    await waitFor(() => server.closes.length > 0);
    expect(server.closes).toEqual([[1005, '']]);
  });

  it('tells nothing of a connection that was given up, open or not; a refusal it cannot tell from a loss', async () => {
    await using server = await EchoServer.listen();
    const [opening, open, refused] = [new TransportRecord(), new TransportRecord(), new TransportRecord()];
    const given = browserPlatform.open(server.url, 'echo', opening);
    const other = browserPlatform.open(server.url, 'echo', open);
    browserPlatform.open(`${server.url}/refused`, 'echo', refused);
    given.destroy();
    await waitFor(() => open.told.length > 0 && refused.told.length > 0);
    other.destroy();
    await waitFor(() => server.closes.length > 0);
    expect([opening.told, open.told, refused.told]).toEqual([[], ['open'], [['closed', 1006, '']]]);
  });
});
