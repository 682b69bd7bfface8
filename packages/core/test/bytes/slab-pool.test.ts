import { describe, expect, it } from 'vitest';
import { LARGE_SLAB_BYTES, SlabPool, SMALL_SLAB_BYTES } from '../../src/bytes/slab-pool.ts';

/** A pool, and the sizes that it asked for. */
function recordingPool(): { pool: SlabPool; allocated: number[] } {
  const allocated: number[] = [];
  const pool = new SlabPool((bytes) => {
    allocated.push(bytes);
    return new Uint8Array(bytes);
  });
  return { pool, allocated };
}

function lendMany(pool: SlabPool, atLeast: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => pool.lend(atLeast));
}

describe('SlabPool', () => {
  it.each([
    [0, SMALL_SLAB_BYTES],
    [1, SMALL_SLAB_BYTES],
    [SMALL_SLAB_BYTES, SMALL_SLAB_BYTES],
    [SMALL_SLAB_BYTES + 1, LARGE_SLAB_BYTES],
    [LARGE_SLAB_BYTES, LARGE_SLAB_BYTES],
  ])('lends for %d bytes a slab of %d', (atLeast, size) => {
    expect(recordingPool().pool.lend(atLeast).length).toBe(size);
  });

  it.each([SMALL_SLAB_BYTES, LARGE_SLAB_BYTES])('lends a slab of %d bytes again once it came back', (size) => {
    const { pool, allocated } = recordingPool();
    const slab = pool.lend(size);
    pool.giveBack(slab);
    expect(pool.lend(size)).toBe(slab);
    expect(allocated).toEqual([size]);
  });

  it('lends no slab twice at a time', () => {
    const { pool } = recordingPool();
    pool.giveBack(pool.lend(1));
    expect(new Set(lendMany(pool, 1, 3)).size).toBe(3);
  });

  it('keeps small and large slabs apart', () => {
    const { pool, allocated } = recordingPool();
    pool.giveBack(pool.lend(SMALL_SLAB_BYTES));
    pool.giveBack(pool.lend(LARGE_SLAB_BYTES));
    expect([pool.lend(LARGE_SLAB_BYTES).length, pool.lend(SMALL_SLAB_BYTES).length]).toEqual([LARGE_SLAB_BYTES, SMALL_SLAB_BYTES]);
    expect(allocated).toEqual([SMALL_SLAB_BYTES, LARGE_SLAB_BYTES]);
  });

  it.each([
    [SMALL_SLAB_BYTES, 1024],
    [LARGE_SLAB_BYTES, 32],
  ])('keeps of slabs of %d bytes at most %d free', (size, most) => {
    const { pool, allocated } = recordingPool();
    for (const slab of lendMany(pool, size, most + 5)) pool.giveBack(slab);
    lendMany(pool, size, most + 5);
    expect(allocated.length).toBe(most + 10);
  });
});
