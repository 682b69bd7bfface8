import { setTimeout as wait } from 'node:timers/promises';
import { isError, systemError } from '@trunkline/fastify';
import type { FastifyInstance } from 'fastify';
import { editor } from '../contract.ts';
import { MAX_DOCUMENTS } from '../limits.ts';
import type { Documents } from './documents/documents.ts';
import type { Library } from './documents/library.ts';

/** Most bytes of an awareness update: a name, a colour and two places in a text are a fifth of it. */
const MAX_AWARENESS_BYTES = 2_048;

/** How long a refusal takes, in ms. A document is read again after each, so nobody is to have many of them. */
const REFUSAL_MS = 500;

/** Serves the contract: which documents there are, and what is in them. */
export function serveRooms(app: FastifyInstance, library: Library, documents: Documents): void {
  const told = app.rpc.room(editor.topics.library);
  app.rpc.implement(editor.procedures.documents, {
    async create({ title }, call) {
      const document = await library.create(title, Date.now());
      if (document === undefined) throw call.error('TooManyDocuments', { most: MAX_DOCUMENTS });
      await told.publish('document', document);
      return document;
    },
    async rename({ id, title }, call) {
      const document = await library.rename(id, title);
      if (document === undefined) throw call.error('UnknownDocument', { id });
      await told.publish('document', document);
      return document;
    },
  });
  app.rpc.topic(editor.topics.library, { snapshot: () => library.list() });

  app.rpc.topic(editor.topics.document, {
    authorize({ id }) {
      if (!library.has(id)) throw systemError('InvalidParams', 'there is no such document');
      return true;
    },
    // It may hold updates that follow in the log: applied twice they do no harm.
    snapshot: ({ id }) => documents.state(id),
    async onPublish({ id }, { name, data }, { log }) {
      if (name === 'awareness') {
        if (data.length > MAX_AWARENESS_BYTES) throw systemError('TooLarge', `awareness may come to ${MAX_AWARENESS_BYTES} bytes`);
        return data;
      }
      try {
        await documents.take(id, data);
      } catch (error) {
        if (isError(error, 'Unavailable')) log.error({ err: error, document: id }, 'an update is not stored');
        // Publishes of one peer wait for each other.
        else await wait(REFUSAL_MS);
        throw error;
      }
      return data;
    },
  });
}
