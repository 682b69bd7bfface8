import { bytes, contract, event, procedure, topic } from '@trunkline/protocol';
import Type, { type Static } from 'typebox';
import { COLORS, MAX_DOCUMENTS, MAX_NAME, MAX_TITLE } from './limits.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{16}$' });
const Title = Type.String({ minLength: 1, maxLength: MAX_TITLE });

const Document = Type.Object({
  id: Id,
  title: Title,
  /** Milliseconds since 1970. */
  createdAt: Type.Integer(),
});

/** Somebody who has a document open. */
const Person = Type.Object({
  name: Type.String({ minLength: 1, maxLength: MAX_NAME }),
  color: Type.Integer({ minimum: 0, maximum: COLORS - 1 }),
  /** Their Yjs client, whose cursor goes when they go. */
  client: Type.Integer(),
});

/** A collaborative editor: a list of documents, and a room for each. */
export const editor = contract({
  procedures: {
    documents: {
      create: procedure({
        params: Type.Object({ title: Title }),
        result: Document,
        errors: { TooManyDocuments: Type.Object({ most: Type.Literal(MAX_DOCUMENTS) }) },
      }),
      rename: procedure({
        params: Type.Object({ id: Id, title: Title }),
        result: Document,
        errors: { UnknownDocument: Type.Object({ id: Id }) },
      }),
    },
  },
  topics: {
    library: topic({
      snapshot: Type.Array(Document),
      events: { document: event(Document, { delivery: 'latest', key: 'id' }) },
    }),
    document: topic({
      params: Type.Object({ id: Id }),
      /** The document as Yjs encodes it. */
      snapshot: bytes(),
      events: {
        /** An update of Yjs. Acknowledged once it is on disk. */
        update: event(bytes(), { delivery: 'log' }),
        /** An awareness update of y-protocols: names, cursors, selections. */
        awareness: event(bytes(), { delivery: 'ephemeral' }),
      },
      presence: Person,
      publish: ['update', 'awareness'],
    }),
  },
});

export type Editor = typeof editor;
export type Document = Static<typeof Document>;
export type Person = Static<typeof Person>;
