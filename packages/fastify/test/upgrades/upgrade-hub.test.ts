import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RawClient, upgradeRequest } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_GRACE_MS, type Routing, UpgradeHub } from '../../src/upgrades/upgrade-hub.ts';

type Upgrading = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server that listens, with a hub whose routes answer every request with the text of its path. */
async function hubServer(routing: Routing = (request, response) => void response.end(`routed ${request.url}`)) {
  const server = createServer();
  const open = new Set<Duplex>();
  server.on('connection', (socket) => open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return { server, hub: UpgradeHub.of(server, routing), port: (server.address() as AddressInfo).port };
}

/** A router like that of `@fastify/websocket`: it answers within the event. */
const otherRouter: Upgrading = (request, socket) => {
  const response = new ServerResponse(request);
  Reflect.apply(response.assignSocket, response, [socket]);
  response.end('routed by another');
};

async function bodyOf(port: number): Promise<string> {
  const client = await RawClient.upgrade(port, '/path');
  const { body } = await client.response();
  client.socket.destroy();
  return body;
}

describe('UpgradeHub', () => {
  it('routes a request that nobody else takes', async () => {
    const { hub, port } = await hubServer();
    expect(await bodyOf(port)).toBe('routed /path');
    expect(hub.graceMs).toBe(DEFAULT_GRACE_MS);
  });

  it.each<[string, (server: Server, listener: Upgrading) => void]>([
    ['before it', (server, listener) => void server.prependListener('upgrade', listener)],
    ['behind it', (server, listener) => void server.on('upgrade', listener)],
  ])('leaves a request to another router that stands %s', async (_, add) => {
    const routed: unknown[] = [];
    const { server, port } = await hubServer((request) => routed.push(request.url));
    add(server, otherRouter);
    expect(await bodyOf(port)).toBe('routed by another');
    expect(routed).toEqual([]);
  });

  it('tells which upgrades it has routed itself', async () => {
    const answers: unknown[] = [];
    const { server, hub, port } = await hubServer((request, response) => {
      const upgrade = hub.find(request);
      answers.push(upgrade !== undefined && hub.hasRouted(upgrade));
      response.end();
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url !== '/path') return;
      const upgrade = hub.find(request);
      otherRouter(request, socket, head);
      answers.push(upgrade !== undefined && hub.hasRouted(upgrade));
    });
    await bodyOf(port);
    await (await RawClient.upgrade(port, '/other')).response();
    expect(answers).toEqual([false, true]);
  });

  it('routes no request that a listener has taken', async () => {
    const routed: unknown[] = [];
    const { server, port } = await hubServer((request) => routed.push(request.url));
    server.on('upgrade', (_, socket) => socket.end('taken'));
    const client = await RawClient.upgrade(port);
    await waitFor(() => client.hasEnded);
    expect({ received: client.received, routed }).toEqual({ received: 'taken', routed: [] });
  });

  it('leaves a request to other listeners only where there are any, and it has routed the request itself', async () => {
    const answers: boolean[] = [];
    const { server, hub, port } = await hubServer((request, response) => {
      answers.push(hub.leave(request));
      if (answers.at(-1) === false) response.end();
    });
    await bodyOf(port);
    expect(answers).toEqual([false]);
    const asked: boolean[] = [];
    server.on('upgrade', (request) => asked.push(hub.leave(request)));
    await RawClient.upgrade(port);
    await waitFor(() => answers.length === 2);
    expect({ answers, asked, unknown: hub.leave({}) }).toEqual({ answers: [false, true], asked: [false], unknown: false });
    await waitFor(() => hub.waiting.size === 1); // the one that was left
  });

  it.each([{ Upgrade: 'websocket' }, { Upgrade: 'h2c' }])(
    'cuts a connection on which $Upgrade is asked for behind a request that is not answered',
    async (headers) => {
      const routed: unknown[] = [];
      const { server, hub, port } = await hubServer((request) => routed.push(request.url));
      hub.graceMs = 50;
      const responses: ServerResponse[] = [];
      server.on('request', (_, response) => responses.push(response));
      const client = await RawClient.connect(port);
      client.write(`GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n${upgradeRequest('/second', headers)}`);
      await waitFor(() => responses.length === 1 && hub.waiting.size === 1);
      responses[0]?.end('first');
      expect((await client.response()).body).toBe('first');
      await waitFor(() => client.hasEnded && hub.waiting.size === 0);
      expect(routed).toEqual([]);
    },
  );

  it('knows an upgrade until its socket was taken', async () => {
    const known: boolean[] = [];
    const { hub, port } = await hubServer((request, response) => {
      known.push(hub.find(request) !== undefined);
      hub.forget(request);
      known.push(hub.find(request) !== undefined);
      response.end();
    });
    await bodyOf(port);
    expect(known).toEqual([true, false]);
  });

  it('is one for each server, and leaves it as it was', async () => {
    const { server, hub } = await hubServer();
    expect(UpgradeHub.of(server, () => {})).toBe(hub);
    expect(server.listenerCount('upgrade')).toBe(1);
    hub.dispose();
    hub.dispose();
    expect({
      listeners: server.listenerCount('upgrade'),
      symbols: Object.getOwnPropertySymbols(server).map(String).filter(isOurs),
    }).toEqual({
      listeners: 0,
      symbols: [],
    });
  });

  it('is found by another copy of this package', async () => {
    const { server, hub } = await hubServer();
    expect(Reflect.get(server, Symbol.for('@trunkline/fastify.upgrade-hub.1'))).toBe(hub);
  });

  it('cuts what lingers when the app closes', async () => {
    const { hub, port } = await hubServer();
    const client = await RawClient.upgrade(port);
    await waitFor(() => client.hasEnded);
    expect([hub.waiting.size, hub.isClosing]).toEqual([1, false]);
    hub.close();
    await waitFor(() => hub.waiting.size === 0);
    expect(hub.isClosing).toBe(true);
  });

  it.each([
    [1, 1],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('takes a grace of %d ms for %d', async (given, graceMs) => {
    const { hub } = await hubServer();
    hub.graceMs = given;
    expect(hub.graceMs).toBe(graceMs);
  });

  it.each([0, -1, Number.NaN])('refuses a grace of %d ms', async (graceMs) => {
    const { hub } = await hubServer();
    expect(() => {
      hub.graceMs = graceMs;
    }).toThrow(RangeError);
  });
});

function isOurs(symbol: string): boolean {
  return symbol.includes('trunkline');
}
