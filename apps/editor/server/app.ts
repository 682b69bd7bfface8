import { fileURLToPath } from 'node:url';
import trunkline, { memoryBroker } from '@trunkline/fastify';
import type { FastifyInstance } from 'fastify';
import { editor } from '../contract.ts';
import { Documents } from './documents/documents.ts';
import { Library } from './documents/library.ts';
import { servePage } from './page.ts';
import { serveRooms } from './rooms.ts';
import { DocumentStore } from './store/document-store.ts';
import { welcome } from './welcome.ts';

/** Where documents are kept. */
export interface OpenOptions {
  /** A file of SQLite. Default `data/documents.sqlite` of this app. */
  readonly file?: string | undefined;
}

/** Opens the documents. They and the broker live on while servers come and go; each registers `plugin`, one at a time. */
export async function open({ file = fileURLToPath(new URL('../data/documents.sqlite', import.meta.url)) }: OpenOptions = {}) {
  const store = new DocumentStore(file);
  const library = new Library(store);
  const documents = new Documents(store);
  await welcome(library, documents, Date.now());
  const broker = memoryBroker();
  return {
    title: 'Editor',
    description: 'Documents that several people write at once, offline too: nothing that was acknowledged is lost.',
    async plugin(app: FastifyInstance) {
      await app.register(trunkline, {
        contract: editor,
        broker,
        // Whoever types sends a batch for each answer, and twenty cursors a second.
        limits: { publishes: { perSecond: 200, burst: 400 } },
      });
      serveRooms(app, library, documents);
      servePage(app);
    },
    async close() {
      await broker.close();
      store.close();
    },
  };
}
