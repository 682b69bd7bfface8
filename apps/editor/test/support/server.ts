import { type Client, connect } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import type { Editor } from '../../contract.ts';
import { open } from '../../server/app.ts';

/** A server of the editor. */
export interface EditorServer {
  readonly url: string;
  /** The document that there is from the first start on. */
  readonly id: string;
  connect(): Client<Editor>;
}

/** Starts a server; it closes when its test ends, and its clients before it. */
export async function startServer(): Promise<EditorServer> {
  const demo = await open({ file: ':memory:' });
  const app = Fastify();
  await app.register(demo.plugin);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const clients: Client<Editor>[] = [];
  onTestFinished(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await app.close();
    await demo.close();
  });
  const connected = () => {
    const client = connect<Editor>(`${url}/rpc`, { codec: msgpack() });
    clients.push(client);
    return client;
  };
  return { url, id: await firstDocument(connected()), connect: connected };
}

async function firstDocument(client: Client<Editor>): Promise<string> {
  for await (const delivery of client.room.library()) {
    if (delivery.kind === 'snapshot') return delivery.data[0]?.id ?? '';
  }
  throw new Error('there is no list of documents');
}
