import { makeApp, portOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { memoryBroker } from '../../src/plugin/memory-broker.ts';
import { trunkline } from '../../src/plugin/plugin.ts';
import { small } from '../support/small-contract.ts';

const HOLD = { jsonrpc: '2.0', id: 1, method: 'hold' };

/** An app whose `hold` is answered when it is let go, or aborted. */
async function startHolding(app: FastifyInstance, drainMs: number) {
  await app.register(trunkline, { contract: small, drainMs });
  const held: (() => void)[] = [];
  const aborts: unknown[] = [];
  app.rpc.implement(small.procedures, {
    add: ({ a, b }) => a + b,
    hold: (_, { signal }) =>
      new Promise((resolve, reject) => {
        held.push(() => resolve('held'));
        signal.addEventListener('abort', () => {
          aborts.push(signal.reason.name);
          reject(signal.reason);
        });
      }),
  });
  const port = await portOf(app);
  const posted = fetch(`http://127.0.0.1:${port}/rpc`, {
    method: 'POST',
    body: JSON.stringify(HOLD),
    headers: { 'content-type': 'application/json', connection: 'close' },
  });
  await waitFor(() => held.length === 1);
  return { posted, held, aborts };
}

describe.each(VERSIONS)('trunkline in $name', (version) => {
  it('adds app.rpc, one route for upgrades and one for POST', async () => {
    const app = makeApp({}, version);
    await app.register(trunkline, { contract: small, path: '/live' });
    app.rpc.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
    await app.ready();
    const routes = ['GET', 'POST', 'HEAD', 'PUT'].filter((method) => app.hasRoute({ method, url: '/live' }));
    expect({ routes, hasRpc: app.hasDecorator('rpc') }).toEqual({ routes: ['GET', 'POST'], hasRpc: true });
  });

  it('has no POST without plain JSON-RPC', async () => {
    const app = makeApp({}, version);
    await app.register(trunkline, { contract: small, plain: false });
    expect(['GET', 'POST'].filter((method) => app.hasRoute({ method, url: '/rpc' }))).toEqual(['GET']);
  });

  it('refuses wrong options, and a second registration', async () => {
    const app = makeApp({}, version);
    await expect(Promise.resolve(app.register(trunkline, { contract: small, path: 'rpc' }))).rejects.toMatchObject({
      code: 'RPC_ERR_INVALID_OPTIONS',
      statusCode: 500,
    });
    const other = makeApp({}, version);
    await other.register(trunkline, { contract: small });
    await expect(Promise.resolve(other.register(trunkline, { contract: small }))).rejects.toMatchObject({
      code: 'RPC_ERR_ALREADY_REGISTERED',
    });
  });

  it('is not ready before the contract is implemented', async () => {
    const app = makeApp({}, version);
    await app.register(trunkline, { contract: small });
    app.rpc.implement(small.procedures.hold, () => 'held');
    await expect(Promise.resolve(app.ready())).rejects.toMatchObject({
      code: 'RPC_ERR_NOT_IMPLEMENTED',
      message: 'trunkline: the contract is not implemented\nprocedure add: nobody implements it; call implement(…)',
    });
  });

  it('closes its own broker, and leaves one that it was given to whoever gave it', async () => {
    const given = memoryBroker();
    const app = makeApp({}, version);
    await app.register(trunkline, { contract: small, broker: given });
    await app.rpc.room(small.topics.news).publish('said', 'a');
    await app.close();
    // One that was closed would say so.
    expect(await given.heads([])).toEqual([]);
    await given.close();
  });

  it('lets calls finish when the app closes', async () => {
    const app = makeApp({}, version);
    const { posted, held, aborts } = await startHolding(app, 4_000);
    const closed = app.close();
    // Whoever waited for nothing would be done by then.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    held[0]?.();
    const answer = await posted;
    expect([answer.status, await answer.json(), aborts]).toEqual([200, { jsonrpc: '2.0', id: 1, result: 'held' }, []]);
    await closed;
  });

  it('cuts calls off that take too long then, and does not answer as if there had been none', async () => {
    const app = makeApp({}, version);
    const { posted, aborts } = await startHolding(app, 0);
    await app.close();
    const answer = await posted;
    expect([answer.status, JSON.parse(await answer.text()).code, aborts]).toEqual([503, 'RPC_ERR_CUT_OFF', ['Closed']]);
  });

  it('does not wait, when it closes, for a decision about who sends a POST', async () => {
    const app = makeApp({}, version);
    const asked: unknown[] = [];
    const authenticate = (auth: unknown) => {
      asked.push(auth);
      return new Promise<never>(() => {});
    };
    await app.register(trunkline, { contract: small, principal: () => null, authenticate });
    app.rpc.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
    const answered = app.inject({ method: 'POST', url: '/rpc', payload: HOLD });
    await waitFor(() => asked.length === 1);
    await app.close();
    const { statusCode, body } = await answered;
    expect([statusCode, JSON.parse(body).code, asked]).toEqual([503, 'RPC_ERR_CLOSING', [undefined]]);
  });
});
