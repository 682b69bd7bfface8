import { systemError } from '@trunkline/fastify';
import { MAX_DOCUMENT_BYTES } from '../../limits.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { OpenDocument, tooLarge } from './open-document.ts';

/** Most documents in memory; the one that was used longest ago is closed, and read again when it is needed. */
const MAX_OPEN = 32;

/** The contents of all documents: stored before they are told. */
export class Documents {
  readonly #store: DocumentStore;
  /** The one used last is the last. */
  readonly #open = new Map<string, OpenDocument>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** A document as Yjs encodes it. */
  state(id: string): Uint8Array {
    return this.#get(id).state();
  }

  /**
   * Takes an update; resolves once it is on disk.
   *
   * Rejects with an `RpcError`: `InvalidParams` for what is no update of this document, `TooLarge`, `Unavailable` when it cannot be stored.
   */
  async take(id: string, update: Uint8Array): Promise<void> {
    if (update.length > MAX_DOCUMENT_BYTES) throw tooLarge();
    const document = this.#get(id);
    try {
      document.apply(update);
      await this.#append(id, update);
    } catch (error) {
      // It may hold what was refused, or is not stored. What is stored is read again.
      if (this.#open.get(id) === document) this.#open.delete(id);
      throw error;
    }
    if (document.isScattered) this.#compactLater(id, document);
  }

  async #append(id: string, update: Uint8Array): Promise<void> {
    try {
      await this.#store.append(id, update);
    } catch (cause) {
      throw systemError('Unavailable', 'the document cannot be stored for now', undefined, { cause });
    }
  }

  /** In a turn of its own, behind the answers to those who wrote; also where the document is closed by then, as others are busy too. */
  #compactLater(id: string, document: OpenDocument): void {
    setImmediate(() => {
      if (!document.isScattered) return;
      try {
        document.compacted(this.#store.compact(id, (stored) => new OpenDocument(stored).state()));
      } catch {
        // A full disk, which whoever writes is told. The next update tries again.
      }
    });
  }

  #get(id: string): OpenDocument {
    const document = this.#open.get(id) ?? new OpenDocument(this.#store.read(id));
    this.#open.delete(id);
    this.#open.set(id, document);
    for (const [oldest] of this.#open) {
      if (this.#open.size <= MAX_OPEN) break;
      this.#open.delete(oldest);
    }
    return document;
  }
}
