import { type Client, type ConnectOptions, connect, type NodeOptions, type Status, type StatusDetail } from '@trunkline/client';
import type { TrunklineOptions } from '@trunkline/fastify';
import { onTestFinished } from 'vitest';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { type Demo, startDemo } from './demo-app.ts';
import type { demo } from './demo-contract.ts';

type Contract = typeof demo;

/** A demo, and the proxy that leads to it. */
export interface ProxiedDemo extends Demo {
  readonly proxy: TcpProxy;
  /** What its clients were told of their status, in order. */
  readonly statuses: (readonly [Status, StatusDetail])[];
  /** Connects the client through the proxy. It is closed when its test ends. */
  connect(options?: ConnectOptions<Contract> & NodeOptions): Client<Contract>;
}

/** Starts a demo behind a proxy. */
export async function startProxiedDemo(demoOptions: Partial<TrunklineOptions> = {}): Promise<ProxiedDemo> {
  const demo = await startDemo(demoOptions);
  const proxy = await TcpProxy.to(demo.port);
  onTestFinished(() => proxy.close());
  const statuses: ProxiedDemo['statuses'] = [];
  return {
    ...demo,
    proxy,
    statuses,
    connect(options) {
      const client = connect<Contract>(`ws://127.0.0.1:${proxy.port}/rpc`, options);
      onTestFinished(() => client.close());
      client.on('status', (status, detail) => void statuses.push([status, detail]));
      return client;
    },
  };
}
