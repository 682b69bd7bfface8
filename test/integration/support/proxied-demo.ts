import { createConnection } from 'node:net';
import { Duplex, Transform } from 'node:stream';
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

/**
 * A transport on which a silent server counts as dead within 2 s instead of 35 s. There is no option for that: servers say it in their hello,
 * and here 1 s, the least that clients go by, is put in its place. For JSON, without compression.
 */
export function impatient(port: number): NodeOptions {
  const transport = () => {
    const socket = createConnection(port, '127.0.0.1');
    const hastened = new Transform({
      transform(chunk, _, done) {
        done(null, Buffer.from(chunk.toString('latin1').replace(/Ms":(25|10)000\b/g, 'Ms":1000 '), 'latin1'));
      },
    });
    return Duplex.from({ readable: socket.pipe(hastened), writable: socket });
  };
  return { transport };
}
