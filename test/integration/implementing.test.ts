import trunkline from '@trunkline/fastify';
import { contract, event, procedure, topic } from '@trunkline/protocol';
import { makeApp } from '@trunkline/test-kit/app';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';

const Answer = procedure({ kind: 'query', result: Type.String() });
const shop = contract({
  procedures: { open: Answer, orders: { place: Answer, cancel: Answer } },
  topics: {
    stock: topic({ snapshot: Type.Integer(), events: { sold: event(Type.Integer(), { delivery: 'log' }) } }),
    news: topic({ events: { said: event(Type.String(), { delivery: 'ephemeral' }) } }),
  },
});
const { open, orders } = shop.procedures;

/** What the app says when it is to be ready. */
async function saidAtReady(...plugins: ((app: FastifyInstance) => void)[]): Promise<string> {
  const app = makeApp();
  await app.register(trunkline, { contract: shop });
  for (const run of plugins) {
    const plugin: FastifyPluginAsync = (child) => Promise.resolve(child).then(run);
    app.register(plugin);
  }
  return Promise.resolve(app.ready()).then(
    () => 'ready',
    (error: Error) => error.message,
  );
}

const serveStock = (app: FastifyInstance) => app.rpc.topic(shop.topics.stock, { snapshot: () => 5 });
const implementAll = (app: FastifyInstance) =>
  app.rpc.implement(shop.procedures, { open: () => 'yes', orders: { place: () => '1', cancel: () => '1' } });

describe('app.rpc.implement and app.rpc.topic', () => {
  it('may be called in several encapsulated plugins, for a procedure, a namespace and a pick', async () => {
    expect(
      await saidAtReady(
        (app) => app.rpc.implement(open, () => 'yes'),
        (app) => app.rpc.implement({ place: orders.place }, { place: () => '1' }),
        (app) => app.rpc.implement(orders.cancel, () => '2'),
        serveStock,
      ),
    ).toBe('ready');
    expect(await saidAtReady(implementAll, serveStock)).toBe('ready');
  });

  it('leave nothing out: the app is not ready, and all that is missing is named', async () => {
    expect(await saidAtReady((app) => app.rpc.implement(orders.place, () => '1'))).toBe(
      [
        'trunkline: the contract is not implemented',
        'procedure open: nobody implements it; call implement(…)',
        'procedure orders.cancel: nobody implements it; call implement(…)',
        'topic stock: it has a snapshot that nobody gives; call topic(…)',
      ].join('\n'),
    );
  });

  it('refuse what is implemented twice, by name', async () => {
    expect(await saidAtReady(implementAll, serveStock, (app) => app.rpc.implement(orders, { place: () => '1', cancel: () => '1' }))).toBe(
      [
        'implement: orders.place: is implemented already; it can have one handler',
        'implement: orders.cancel: is implemented already; it can have one handler',
      ].join('\n'),
    );
    expect(await saidAtReady(implementAll, serveStock, serveStock)).toBe('topic stock: is served already');
  });

  it('refuse what is of another contract', async () => {
    const other = contract({ procedures: { open: Answer }, topics: { stock: topic({ events: {} }) } });
    expect(await saidAtReady(implementAll, serveStock, (app) => app.rpc.implement(other.procedures.open, () => ''))).toBe(
      'implement: open: is not of this contract; take it from the procedures of the contract that the server was given',
    );
    expect(await saidAtReady(implementAll, serveStock, (app) => app.rpc.topic(other.topics.stock, {}))).toBe(
      'stock: is not of this contract; take it from the topics of the contract that the server was given',
    );
  });
});
