import { randomBytes } from 'node:crypto';
import { systemError } from '@trunkline/fastify';
import type { Document } from '../../contract.ts';
import { MAX_DOCUMENTS } from '../../limits.ts';
import type { DocumentStore } from '../store/document-store.ts';

/** Which documents there are. */
export class Library {
  readonly #store: DocumentStore;
  readonly #documents: Map<string, Document>;

  constructor(store: DocumentStore) {
    this.#store = store;
    this.#documents = new Map(store.documents().map((document) => [document.id, document]));
  }

  /** The oldest first. */
  list(): Document[] {
    return [...this.#documents.values()];
  }

  has(id: string): boolean {
    return this.#documents.has(id);
  }

  /** Resolves once it is on disk; `undefined` when there are too many. */
  create(title: string, now: number): Promise<Document> | undefined {
    if (this.#documents.size >= MAX_DOCUMENTS) return undefined;
    return this.#put({ id: randomBytes(12).toString('base64url'), title, createdAt: now });
  }

  /** Resolves once it is on disk; `undefined` when there is no such document. */
  rename(id: string, title: string): Promise<Document> | undefined {
    const document = this.#documents.get(id);
    return document && this.#put({ ...document, title });
  }

  async #put(document: Document): Promise<Document> {
    const before = this.#documents.get(document.id);
    // At once, so that the limit holds while several are on their way to the disk.
    this.#documents.set(document.id, document);
    try {
      await this.#store.put(document);
    } catch (cause) {
      if (before === undefined) this.#documents.delete(document.id);
      else this.#documents.set(document.id, before);
      throw systemError('Unavailable', 'documents cannot be stored for now', undefined, { cause });
    }
    return document;
  }
}
