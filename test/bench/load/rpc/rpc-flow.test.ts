import { describe, expect, it } from 'vitest';
import { readingsOf, receiptOf } from '../../rpc/service.ts';
import type { Follow } from '../../rpc/station.ts';
import { findWorkload } from '../../workloads.ts';
import type { RpcClient } from './rpc-client.ts';
import { rpcFlow } from './rpc-flow.ts';

/** A client without a network, and what was asked of it. */
class LocalClient implements RpcClient {
  posts = 0;
  most = 0;
  readonly streams: Follow[] = [];
  #inFlight = 0;

  async post(params: Parameters<RpcClient['post']>[0]): ReturnType<RpcClient['post']> {
    this.posts++;
    this.most = Math.max(this.most, ++this.#inFlight);
    await new Promise(setImmediate);
    this.#inFlight--;
    return receiptOf(params);
  }

  async follow(params: Follow, onItem: Parameters<RpcClient['follow']>[1]): Promise<void> {
    this.streams.push(params);
    for await (const item of readingsOf(params)) onItem(item);
  }
}

function workload(name: string) {
  const found = findWorkload(name, 'full');
  if (found.kind !== 'rpc') throw new Error(`${name} is not about calls`);
  return found;
}

describe('rpcFlow', () => {
  it('keeps the depth of every client filled, and counts the answers', async () => {
    const clients = [new LocalClient(), new LocalClient()];
    const flow = await rpcFlow(clients, workload('rpc-d32'));
    const probes = clients.reduce((sum, { posts }) => sum + posts, 0);
    flow.start();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const messages = await flow.stop();
    expect(clients.map(({ most }) => most)).toEqual([32, 32]);
    expect([messages > 64, messages]).toEqual([true, clients.reduce((sum, { posts }) => sum + posts, -probes)]);
  });

  it('counts the items of streams, whole ones', async () => {
    const client = new LocalClient();
    const flow = await rpcFlow([client], workload('stream-items'));
    client.streams.length = 0;
    flow.start();
    const messages = await flow.stop();
    expect([messages, client.streams]).toEqual([1000, [{ symbol: 'ACME', count: 1000 }]]);
  });

  it('counts anew after each start', async () => {
    const flow = await rpcFlow([new LocalClient()], workload('stream-items'));
    for (let run = 0; run < 2; run++) {
      flow.start();
      expect(await flow.stop()).toBe(1000);
    }
  });

  it.each([
    ['answers something else', { post: async () => ({ isNew: false, offset: 0 }) }, 'the server answered {"isNew":false,"offset":0}'],
    ['loses an item', { follow: async () => {} }, 'the server streamed the ticks '],
  ] as const)('throws where a server %s', async (_, fault, message) => {
    const client = new LocalClient();
    const faulty: RpcClient = {
      post: (params) => client.post(params),
      follow: (params, onItem) => client.follow(params, onItem),
      ...fault,
    };
    await expect(rpcFlow([faulty], workload('rpc-d1'))).rejects.toThrow(message);
  });
});
