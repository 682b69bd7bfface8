import { connect } from '@trunkline/core/node';
import { Hub } from '@trunkline/server';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/links/node-platform.ts';
import { Connections, engineLimits } from '../../src/plugin/connections.ts';
import { Identities } from '../../src/plugin/identities.ts';
import { memoryBroker } from '../../src/plugin/memory-broker.ts';
import { resolveOptions } from '../../src/plugin/resolve-options.ts';
import { createSubprotocolNegotiator } from '../../src/routes/subprotocol-negotiator.ts';
import { upgradeRoute } from '../../src/routes/upgrade-route.ts';
import { small } from '../support/small-contract.ts';

/** A hub behind a route. */
async function startHub() {
  const app = makeApp();
  const options = resolveOptions({ contract: small });
  const hub = new Hub({ contract: small, platform: nodePlatform, broker: memoryBroker(), log: app.log, limits: options.limits });
  const connections = new Connections(hub, new Identities(options));
  hub.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
  upgradeRoute(app, {
    path: '/rpc',
    negotiate: createSubprotocolNegotiator({ protocols: ['trunkline.v1.json'], plain: true }),
    welcome: (request, protocol) => connections.welcome(request, protocol),
  });
  return { hub, connections, url: `ws://127.0.0.1:${await portOf(app)}/rpc` };
}

describe('Connections', () => {
  it('take connections to the hub by the subprotocol, and are closed when all of them are over', async () => {
    const { hub, connections, url } = await startHub();
    await connections.closed();
    const session = await connect(url, { protocols: ['trunkline.v1.json'] });
    const plain = await connect(url);
    const heard: unknown[] = [];
    session.onMessage = (message) => heard.push(JSON.parse(String(message)).result.session.resumed);
    plain.onMessage = (message) => heard.push(JSON.parse(String(message)));
    session.send('{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{}}');
    await waitFor(() => heard.length === 1);
    plain.send('{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":2,"b":3}}');
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual([false, { jsonrpc: '2.0', id: 1, result: 5 }]);
    expect(hub.peers().length).toBe(1);

    let isClosed = false;
    const closed = connections.closed().then(() => {
      isClosed = true;
    });
    session.close();
    await waitFor(() => session.state === 'closed');
    expect(isClosed).toBe(false);
    plain.close();
    await closed;
    hub.close();
  });
});

describe('engineLimits', () => {
  it('let the hub be first: its limits, and room for what it says behind them', () => {
    expect(engineLimits(resolveOptions({ contract: small, limits: { messageBytes: 2_048, sendBudgetBytes: 10_000 } }).limits)).toEqual({
      maxMessageBytes: 2_048,
      highWaterMark: 10_000,
      maxBufferedBytes: 42_048,
      messageTimeoutMs: 120_000,
    });
  });
});
