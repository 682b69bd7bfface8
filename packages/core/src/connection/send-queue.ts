import { LARGE_SLAB_BYTES, type SlabPool } from '../bytes/slab-pool.ts';

/** From this size on bytes are queued as they are instead of copied: a second write vector is cheaper than the copy. */
export const REFERENCE_FROM_BYTES = 48 << 10;

/** Where a queue's bytes go. */
export interface ChunkWriter {
  /** Takes a chunk; `more` says that another follows at once. True when nobody will read the chunk's memory any more. */
  write(chunk: Uint8Array, more: boolean): boolean;
}

/**
 * The bytes that leave a connection at the end of this turn.
 *
 * Small frames are copied one behind the other into a slab on loan, so that however many there are,
 * they leave in one write. A lone frame that is shared with other connections is not even copied.
 */
export class SendQueue {
  readonly #pool: SlabPool;
  #slab: Uint8Array | undefined;
  #used = 0;
  /** Whole chunks in front of the slab: full slabs and large payloads. */
  #chunks: Uint8Array[] | undefined;
  #chunkBytes = 0;
  /** A shared frame while it is all that waits. */
  #lone: Uint8Array | undefined;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  /** Bytes waiting. */
  get length(): number {
    return this.#lone === undefined ? this.#used + this.#chunkBytes : this.#lone.length;
  }

  /** Where in the slab of {@link reserve} the next byte goes. */
  get position(): number {
    return this.#used;
  }

  /** A slab with room for `bytes` more, at most {@link LARGE_SLAB_BYTES}, at {@link position}. */
  reserve(bytes: number): Uint8Array {
    if (this.#lone !== undefined) this.#copyLone();
    const slab = this.#slab;
    if (slab !== undefined && this.#used + bytes <= slab.length) return slab;
    return this.#makeRoom(bytes);
  }

  /** The bytes up to `position` in the reserved slab are written. */
  commit(position: number): void {
    this.#used = position;
  }

  /** Queues bytes without a copy. They must not change until they have left. */
  appendReference(bytes: Uint8Array): void {
    if (this.#lone !== undefined) this.#copyLone();
    this.#closeSlab();
    this.#appendChunk(bytes);
  }

  /** Queues a frame that other connections may be sent too. */
  appendShared(frame: Uint8Array): void {
    if (this.length === 0) {
      this.#lone = frame;
    } else if (frame.length >= REFERENCE_FROM_BYTES) {
      this.appendReference(frame);
    } else {
      this.reserve(frame.length).set(frame, this.#used);
      this.#used += frame.length;
    }
  }

  /** Hands everything to a writer. */
  flush(writer: ChunkWriter): void {
    const lone = this.#lone;
    if (lone !== undefined) {
      this.#lone = undefined;
      writer.write(lone, false);
      return;
    }
    const chunks = this.#chunks;
    const slab = this.#slab;
    const used = this.#used;
    this.#chunks = undefined;
    this.#chunkBytes = 0;
    this.#slab = undefined;
    this.#used = 0;
    if (chunks !== undefined) this.#flushChunks(chunks, writer, used > 0);
    if (slab === undefined) return;
    if (used === 0 || writer.write(slab.subarray(0, used), false)) this.#pool.giveBack(slab);
  }

  /** Forgets everything: the connection is lost. */
  clear(): void {
    if (this.#slab !== undefined) this.#pool.giveBack(this.#slab);
    this.#slab = undefined;
    this.#used = 0;
    this.#lone = undefined;
    this.#chunks = undefined;
    this.#chunkBytes = 0;
  }

  #flushChunks(chunks: Uint8Array[], writer: ChunkWriter, more: boolean): void {
    // Full slabs among them are left to the garbage collector: they are rare, and may be in use.
    chunks.forEach((chunk, index) => {
      writer.write(chunk, more || index < chunks.length - 1);
    });
  }

  #copyLone(): void {
    const lone = this.#lone;
    if (lone === undefined) return;
    this.#lone = undefined;
    if (lone.length >= REFERENCE_FROM_BYTES) {
      this.#appendChunk(lone);
      return;
    }
    this.reserve(lone.length).set(lone, 0);
    this.#used = lone.length;
  }

  #makeRoom(bytes: number): Uint8Array {
    const old = this.#slab;
    const total = this.#used + bytes;
    if (old === undefined || total > LARGE_SLAB_BYTES) {
      this.#closeSlab();
      this.#slab = this.#pool.lend(bytes);
      return this.#slab;
    }
    const grown = this.#pool.lend(total);
    grown.set(old.subarray(0, this.#used));
    this.#pool.giveBack(old);
    this.#slab = grown;
    return grown;
  }

  /** Puts the slab behind the chunks, so that something may follow that is not copied. */
  #closeSlab(): void {
    const slab = this.#slab;
    if (slab === undefined || this.#used === 0) return;
    this.#appendChunk(slab.subarray(0, this.#used));
    this.#slab = undefined;
    this.#used = 0;
  }

  #appendChunk(chunk: Uint8Array): void {
    this.#chunks ??= [];
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }
}
