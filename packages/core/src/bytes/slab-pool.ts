/** Size of the slab in which a connection's frames of one turn gather first: some dozens of small messages. */
export const SMALL_SLAB_BYTES = 4 << 10;
/** Size of the slab that takes over when that is full: as much as one read of a socket brings. */
export const LARGE_SLAB_BYTES = 64 << 10;

/** Most free slabs kept of each size: 4 MiB of small ones, for a burst to a thousand members, and 2 MiB of large ones. */
const MAX_FREE_SMALL = 1024;
const MAX_FREE_LARGE = 32;

/**
 * Lends memory for frames on their way to a socket, so that an idle connection holds none.
 *
 * A slab may come back only when nobody reads it any more: a socket that has queued its bytes keeps it.
 */
export class SlabPool {
  readonly #allocate: (bytes: number) => Uint8Array;
  readonly #small: Uint8Array[] = [];
  readonly #large: Uint8Array[] = [];

  constructor(allocate: (bytes: number) => Uint8Array) {
    this.#allocate = allocate;
  }

  /** Lends a slab of {@link SMALL_SLAB_BYTES}, or of {@link LARGE_SLAB_BYTES} where `atLeast` is more. */
  lend(atLeast: number): Uint8Array {
    if (atLeast <= SMALL_SLAB_BYTES) return this.#small.pop() ?? this.#allocate(SMALL_SLAB_BYTES);
    return this.#large.pop() ?? this.#allocate(LARGE_SLAB_BYTES);
  }

  /** Takes a slab back; what exceeds the pool's bounds is left to the garbage collector. */
  giveBack(slab: Uint8Array): void {
    const isSmall = slab.length === SMALL_SLAB_BYTES;
    const free = isSmall ? this.#small : this.#large;
    if (free.length < (isSmall ? MAX_FREE_SMALL : MAX_FREE_LARGE)) free.push(slab);
  }
}
