import { systemError } from '@trunkline/fastify';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES } from '../../limits.ts';

/** A document is compacted after so many updates: what a start reads, and a few ms of work. */
const COMPACT_AFTER = 500;

/** Or after so many bytes of them: much of an update may be known already. */
const COMPACT_AFTER_BYTES = 4 * MAX_DOCUMENT_BYTES;

/** One document in memory, within its bounds. */
export class OpenDocument {
  readonly #doc = new Y.Doc();
  /** Not less than what the document comes to encoded. Exact after each look at it, and a look costs as much as the document is long. */
  #mostBytes: number;
  /** Updates that are stored one by one, and their bytes. */
  #updates: number;
  #updateBytes: number;

  /** Takes what is stored: a snapshot, perhaps, and updates. */
  constructor(stored: readonly Uint8Array[]) {
    this.#doc.transact(() => {
      for (const update of stored) Y.applyUpdate(this.#doc, update);
    });
    this.#mostBytes = stored.reduce((sum, { length }) => sum + length, 0);
    this.#updates = stored.length;
    this.#updateBytes = this.#mostBytes;
  }

  /** Whether its updates are to be stored as one. */
  get isScattered(): boolean {
    return this.#updates >= COMPACT_AFTER || this.#updateBytes >= COMPACT_AFTER_BYTES;
  }

  /** All of it, as Yjs encodes it. */
  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /** Its updates are stored as one, of so many bytes. */
  compacted(bytes: number): void {
    this.#updates = 1;
    this.#updateBytes = bytes;
  }

  /**
   * Applies an update. Once it has thrown, the document may hold a part of it, and is to be thrown away.
   *
   * @throws {RpcError} `InvalidParams` for what is no update, holds more than plain text, or builds on what is not here; `TooLarge` when the
   *   document would be.
   */
  apply(update: Uint8Array): void {
    let isPlain: boolean;
    try {
      isPlain = isPlainText(update);
      if (isPlain) Y.applyUpdate(this.#doc, update);
    } catch (cause) {
      throw systemError('InvalidParams', 'this is not an update of Yjs', undefined, { cause });
    }
    if (!isPlain) throw systemError('InvalidParams', 'a document holds plain text, in lines that end with \\n');
    // An honest client sends its updates in order. Kept for later, they would be memory without a bound.
    const { pendingStructs, pendingDs } = this.#doc.store;
    if (pendingStructs !== null || pendingDs !== null)
      throw systemError('InvalidParams', 'the update builds on edits that were never sent');
    this.#mostBytes += update.length;
    if (this.#mostBytes > MAX_DOCUMENT_BYTES) this.#mostBytes = this.state().length;
    if (this.#mostBytes > MAX_DOCUMENT_BYTES) throw tooLarge();
    this.#updates += 1;
    this.#updateBytes += update.length;
  }
}

/** Anything else has another length in an editor than in Yjs: whatever is written behind it would go elsewhere, or nowhere. */
function isPlainText(update: Uint8Array): boolean {
  return Y.decodeUpdate(update).structs.every((struct) => {
    if (!(struct instanceof Y.Item)) return true;
    const { content } = struct;
    return content instanceof Y.ContentString ? !content.str.includes('\r') : content instanceof Y.ContentDeleted;
  });
}

/** What is answered to an update that makes a document too large, or is so itself. */
export function tooLarge() {
  return systemError('TooLarge', `a document, with its history, may come to ${MAX_DOCUMENT_BYTES / 1024} KiB`, {
    most: MAX_DOCUMENT_BYTES,
  });
}
