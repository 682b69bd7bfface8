import { type Client, connect } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import trunkline, { systemError } from '@trunkline/fastify';
import { bytes, contract, event, topic } from '@trunkline/protocol';
import { makeApp, portOf, socketsOf } from '@trunkline/test-kit/app';
import Type from 'typebox';
import { onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { provider } from '../../src/provider/index.ts';
import type { RoomProvider } from '../../src/provider/room-provider.ts';

export const editing = contract({
  topics: {
    document: topic({
      params: Type.Object({ id: Type.String() }),
      snapshot: bytes(),
      events: { update: event(bytes(), { delivery: 'log' }), awareness: event(bytes(), { delivery: 'ephemeral' }) },
      publish: ['update', 'awareness'],
    }),
  },
});

/** A server with one document. */
export interface EditingServer {
  readonly port: number;
  /** What the server has; a test may put another in its place, as if the server had lost it. */
  doc: Y.Doc;
  readonly taken: Uint8Array[];
  /** What updates are answered with, if not taken. */
  refusal: Error | undefined;
  refused: number;
  /** Publishes without a look at it. */
  publish(event: 'update' | 'awareness', bytes: Uint8Array): Promise<unknown>;
  /** Cuts all connections. */
  cut(): void;
}

/** Starts a server; it closes when its test ends. */
export async function startServer(): Promise<EditingServer> {
  const app = makeApp();
  await app.register(trunkline, { contract: editing, drainMs: 50, context: () => ({ user: 'ann' }), principal: () => null });
  app.rpc.topic(editing.topics.document, {
    authorize: ({ id }) => id === 'one',
    snapshot: () => Y.encodeStateAsUpdate(server.doc),
    onPublish(_, { name, data }) {
      if (name === 'awareness') return data;
      if (server.refusal !== undefined) {
        server.refused += 1;
        throw server.refusal;
      }
      Y.applyUpdate(server.doc, data);
      server.taken.push(data);
      return data;
    },
  });
  const sockets = socketsOf(app);
  const server: EditingServer = {
    port: await portOf(app),
    doc: new Y.Doc(),
    taken: [],
    refusal: undefined,
    refused: 0,
    publish: (name, data) => app.rpc.room(editing.topics.document, { id: 'one' }).publish(name, data),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
  return server;
}

/** Somebody with a document. */
export interface Editor {
  readonly client: Client<typeof editing>;
  readonly provider: RoomProvider;
  readonly doc: Y.Doc;
  readonly text: Y.Text;
}

/** Somebody starts to edit; all of it ends with the test. */
export function startEditor({ port }: { readonly port: number }, { doc = new Y.Doc(), id = 'one' } = {}): Editor {
  const client = connect<typeof editing>(`ws://127.0.0.1:${port}/rpc`, { codec: msgpack() });
  const own = provider(client.room.document({ id }), doc);
  onTestFinished(async () => {
    own.destroy();
    await client.close();
  });
  return { client, provider: own, doc, text: doc.getText('text') };
}

export const full = systemError('InvalidParams', 'the document is full');
