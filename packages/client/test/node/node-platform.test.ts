import { createServer, type Server } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, vi } from 'vitest';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { EchoServer } from '../support/echo-server.ts';
import { TransportRecord } from '../support/transport-record.ts';

const platform = nodePlatform({});

/** What reaches the process as an uncaught exception while something runs. */
async function uncaught(run: () => Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error));
  try {
    await run();
    await waitFor(() => errors.length > 0);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  return errors;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return address.port;
}

describe('nodePlatform', () => {
  it('has a clock that never goes back, timers that can be stopped, and luck', async () => {
    const before = platform.now();
    const rung: string[] = [];
    platform.after(0, () => rung.push('stopped'))();
    platform.after(1, () => rung.push('rung'));
    const never = platform.after(Number.MAX_SAFE_INTEGER, () => rung.push('at once'));
    await waitFor(() => rung.length > 0);
    never();
    expect([rung, platform.now() > before, Math.abs(platform.date() - Date.now()) < 1_000]).toEqual([['rung'], true, true]);
    const luck = platform.random();
    expect([luck >= 0 && luck < 1, platform.randomKey().length]).toEqual([true, 22]);
    expect(platform.randomKey()).not.toBe(platform.randomKey());
  });

  it('watches for sleep alone, since Node.js does not know when there is a network, and keeps no process alive by that', () => {
    const told: string[] = [];
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    vi.useFakeTimers();
    const stop = platform.watch({
      onOnline: () => void told.push('online'),
      onOffline: () => void told.push('offline'),
      onAwake: () => void told.push('awake'),
    });
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(5_000);
    stop();
    vi.useRealTimers();
    expect(told).toEqual(['awake']);
    platform.watch({ onOnline: () => {}, onOffline: () => {}, onAwake: () => {} })();
    const end = platform.watch({ onOnline: () => {}, onOffline: () => {}, onAwake: () => {} });
    expect(timers()).toBe(before);
    end();
  });

  it('reports an exception as an uncaught one', async () => {
    const bug = new Error('bug');
    expect(await uncaught(() => Promise.resolve(platform.report(bug)))).toEqual([bug]);
  });

  it('opens a connection, sends and receives texts and bytes, and hears pings', async () => {
    await using server = await EchoServer.listen();
    const record = new TransportRecord();
    const transport = platform.open(`${server.url}/`, 'echo', record);
    transport.send('lost: it is not open');
    await waitFor(() => record.told.length > 0);
    transport.send('text');
    transport.send(Uint8Array.of(1, 2));
    await waitFor(() => record.told.length > 2);
    server.sockets[0]?.ping();
    await waitFor(() => record.told.length > 3);
    transport.close(4001, 'over');
    await waitFor(() => record.told.length > 4 && server.closes.length > 0);
    expect(record.told).toEqual(['open', ['message', 'text'], ['message', [1, 2]], 'heard', ['closed', 4001, 'over']]);
    expect(server.closes).toEqual([[4001, 'over']]);
  });

  it('tells how the server closed, and that it was cut', async () => {
    await using server = await EchoServer.listen();
    const records = [new TransportRecord(), new TransportRecord()];
    for (const record of records) platform.open(server.url, 'echo', record);
    await waitFor(() => records.every(({ told }) => told.length > 0));
    server.sockets[0]?.close(4500, 'bad');
    server.sockets[1]?.destroy();
    await waitFor(() => records.every(({ told }) => told.length > 1));
    expect(records.map(({ told }) => told[1]).toSorted()).toEqual([
      ['closed', 1006, ''],
      ['closed', 4500, 'bad'],
    ]);
  });

  it('tells the status of a refused upgrade and the wait that it asks for, and that nobody is there', async () => {
    await using server = await EchoServer.listen();
    const [refused, nobody] = [new TransportRecord(), new TransportRecord()];
    platform.open(`${server.url}/refused`, 'echo', refused);
    platform.open('ws://127.0.0.1:1/', 'echo', nobody);
    await waitFor(() => refused.told.length > 1 && nobody.told.length > 0);
    expect(refused.told).toEqual([
      ['refused', 503, 7_000],
      ['closed', 1006, ''],
    ]);
    expect(nobody.told).toEqual([['closed', 1006, '']]);
  });

  it('takes a proxy that refuses as a lost connection: its 401 is not about the credentials of the client', async () => {
    const proxy = createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const record = new TransportRecord();
    nodePlatform({ proxy: `http://127.0.0.1:${portOf(proxy)}` }).open('ws://a.example/', 'echo', record);
    await waitFor(() => record.told.length > 0);
    proxy.close();
    expect(record.told).toEqual([['closed', 1006, '']]);
  });

  it('takes a server that does not speak the subprotocol as none', async () => {
    await using server = await EchoServer.listen();
    const record = new TransportRecord();
    platform.open(server.url, 'trunkline.v1.json', record);
    await waitFor(() => record.told.length > 0 && server.closes.length > 0);
    expect(record.told).toEqual([['closed', 1006, 'the server does not speak the subprotocol']]);
  });

  it('tells nothing of a connection that was given up, open or not', async () => {
    await using server = await EchoServer.listen();
    const [opening, open] = [new TransportRecord(), new TransportRecord()];
    const given = platform.open(server.url, 'echo', opening);
    const other = platform.open(server.url, 'echo', open);
    given.destroy();
    await waitFor(() => open.told.length > 0);
    other.destroy();
    await waitFor(() => server.closes.length > 0);
    expect([opening.told, open.told[0]]).toEqual([[], 'open']);
  });

  it('goes over a transport that is made for each attempt', async () => {
    await using server = await EchoServer.listen();
    const { port } = new URL(server.url);
    let made = 0;
    const over = nodePlatform({
      transport: () => {
        made += 1;
        return connectTcp(Number(port), '127.0.0.1');
      },
    });
    const records = [new TransportRecord(), new TransportRecord()];
    for (const record of records) over.open('ws://somewhere.example/', 'echo', record);
    await waitFor(() => records.every(({ told }) => told.length > 0));
    expect([made, records.map(({ told }) => told)]).toEqual([2, [['open'], ['open']]]);
  });

  it('takes a transport that cannot be made as a failed attempt', async () => {
    const record = new TransportRecord();
    nodePlatform({ transport: () => Promise.reject(new TypeError('no tunnel')) }).open('ws://a.example/', 'echo', record);
    await waitFor(() => record.told.length > 0);
    expect(record.told).toEqual([['closed', 1006, '']]);
  });

  it('reports a wrong option, which no attempt will ever get over', async () => {
    const record = new TransportRecord();
    const wrong = nodePlatform({ headers: [['Upgrade', 'other']] });
    const errors = await uncaught(() => Promise.resolve(void wrong.open('ws://127.0.0.1:1/', 'echo', record)));
    expect([errors, record.told]).toEqual([[expect.any(TypeError)], [['closed', 1006, '']]]);
  });
});
