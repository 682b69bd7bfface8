import { bytes, contract, dynamicChecks, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { Router } from '../../src/calls/router.ts';

const order = procedure({ params: Type.Object({ size: Type.Number() }) });
const market = contract({
  procedures: { quote: order, orders: { place: order, limits: { set: order } }, upload: procedure({ input: bytes() }) },
  topics: { prices: topic({ events: {} }) },
  client: { confirm: order },
});
const { quote, orders, upload } = market.procedures;
const handler = () => {};

/** What `implement` throws, line by line. */
function faultsOf(implement: () => void): string[] {
  try {
    implement();
  } catch (error) {
    if (error instanceof TypeError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('Router', () => {
  it('takes a namespace, a pick and one procedure, until nothing is missing', () => {
    const router = new Router(market);
    expect(router.missing()).toEqual(['quote', 'orders.place', 'orders.limits.set', 'upload']);
    router.implement(orders, { place: handler, limits: { set: handler } });
    expect(router.missing()).toEqual(['quote', 'upload']);
    router.implement({ q: quote }, { q: handler });
    router.implement(upload, handler);
    expect(router.missing()).toEqual([]);
  });

  it('takes all procedures at once', () => {
    const router = new Router(market);
    router.implement(market.procedures, { quote: handler, orders: { place: handler, limits: { set: handler } }, upload: handler });
    expect(router.missing()).toEqual([]);
  });

  it('finds what is implemented by its name and by its index in the manifest', () => {
    const router = new Router(market);
    router.implement({ quote, set: orders.limits.set }, { quote: handler, set: handler });
    const found = ['quote', 0, 'orders.limits.set', 2, 'set', 'orders', 'orders.place', 1, 4, -1, 0.5, 'toString'].map(
      (method) => router.find(method)?.name,
    );
    const nothing = Array(8).fill(undefined);
    expect(found).toEqual(['quote', 'quote', 'orders.limits.set', 'orders.limits.set', ...nothing]);
    expect(router.find('quote')).toBe(router.find(0));
  });

  it('has rpc.discover by itself', () => {
    expect(new Router(market).find('rpc.discover')).toMatchObject({ name: 'rpc.discover', hasInput: false, hasItems: false });
  });

  it('finds the procedures of clients by what they are', () => {
    const router = new Router(market);
    expect([router.findClient(market.client.confirm)?.name, router.findClient(order), router.findClient(quote)]).toEqual([
      'confirm',
      undefined,
      undefined,
    ]);
  });

  it('checks values in the way that it is told', async () => {
    const checked: unknown[] = [];
    const router = new Router(market, (schema, definitions) => {
      checked.push(schema);
      return dynamicChecks(schema, definitions);
    });
    router.implement(quote, handler);
    expect(checked).toEqual([]);
    await router.find('quote')?.params.receive({ size: 1 });
    await router.findClient(market.client.confirm)?.params.receive({ size: 1 });
    expect(checked).toHaveLength(2);
  });

  it('refuses what is not of its contract, whatever its name, and says where to take it from', () => {
    const router = new Router(market);
    const twin = contract({ procedures: { quote: order } });
    expect(faultsOf(() => router.implement({ a: order, quote: twin.procedures.quote }, { a: handler, quote: handler }))).toEqual([
      'implement: a procedure: is not of this contract; take it from the procedures of the contract that the server was given',
      'implement: quote: is not of this contract; take it from the procedures of the contract that the server was given',
    ]);
    expect(faultsOf(() => router.implement(market.client, { confirm: handler }))).toEqual([
      'implement: confirm: is called by the server; its clients implement it',
    ]);
  });

  it('refuses what is implemented already, in one call or in two', () => {
    const router = new Router(market);
    router.implement(quote, handler);
    const twice = 'is implemented already; it can have one handler';
    expect(faultsOf(() => router.implement(quote, handler))).toEqual([`implement: quote: ${twice}`]);
    const { place } = orders;
    expect(faultsOf(() => router.implement({ a: place, b: place }, { a: handler, b: handler }))).toEqual([
      `implement: orders.place: ${twice}`,
    ]);
  });

  it('implements nothing of what has a fault', () => {
    const router = new Router(market);
    router.implement(quote, handler);
    expect(() => router.implement({ upload, quote }, { upload: handler, quote: handler })).toThrow(TypeError);
    expect([router.missing(), router.find('upload')]).toEqual([['orders.place', 'orders.limits.set', 'upload'], undefined]);
  });
});
