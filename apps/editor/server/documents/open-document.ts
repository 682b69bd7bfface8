import { systemError } from '@trunkline/fastify';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES } from '../../limits.ts';

/** One document in memory, within its bounds. */
export class OpenDocument {
  readonly #doc = new Y.Doc();
  /** Not less than what the document comes to encoded. Exact after each look at it, and a look costs as much as the document is long. */
  #mostBytes: number;
  /** Updates that are stored one by one. */
  #updates: number;

  /** Takes what is stored: a snapshot, perhaps, and updates. */
  constructor(stored: readonly Uint8Array[]) {
    this.#doc.transact(() => {
      for (const update of stored) Y.applyUpdate(this.#doc, update);
    });
    this.#mostBytes = stored.reduce((sum, { length }) => sum + length, 0);
    this.#updates = stored.length;
  }

  /** How many updates were applied since it was compacted. */
  get updates(): number {
    return this.#updates;
  }

  /** All of it, as Yjs encodes it. */
  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /** All of it, to be stored in place of its updates. */
  compacted(): Uint8Array {
    const state = this.state();
    this.#updates = 1;
    return state;
  }

  /**
   * Applies an update. Once it has thrown, the document may hold a part of it, and is to be thrown away.
   *
   * @throws {RpcError} `InvalidParams` for what is no update, or builds on what is not here; `TooLarge` when the document would be.
   */
  apply(update: Uint8Array): void {
    try {
      Y.applyUpdate(this.#doc, update);
    } catch (cause) {
      throw systemError('InvalidParams', 'this is not an update of Yjs', undefined, { cause });
    }
    // An honest client sends its updates in order. Kept for later, they would be memory without a bound.
    const { pendingStructs, pendingDs } = this.#doc.store;
    if (pendingStructs !== null || pendingDs !== null)
      throw systemError('InvalidParams', 'the update builds on edits that were never sent');
    this.#mostBytes += update.length;
    if (this.#mostBytes > MAX_DOCUMENT_BYTES) this.#mostBytes = this.state().length;
    if (this.#mostBytes > MAX_DOCUMENT_BYTES) throw tooLarge();
    this.#updates += 1;
  }
}

/** What is answered to an update that makes a document too large, or is so itself. */
export function tooLarge() {
  return systemError('TooLarge', `a document, with its history, may come to ${MAX_DOCUMENT_BYTES / 1024} KiB`, {
    most: MAX_DOCUMENT_BYTES,
  });
}
