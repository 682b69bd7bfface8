import { describe, expect, it } from 'vitest';
import { LARGE_SLAB_BYTES, SlabPool } from '../../src/bytes/slab-pool.ts';
import { REFERENCE_FROM_BYTES, SendQueue } from '../../src/connection/send-queue.ts';
import { joined } from '../support/frame-of.ts';

/** A writer that keeps what it is given, and its queue with a pool that counts what it allocates. */
function queueOf(isFree = false) {
  const chunks: Uint8Array[] = [];
  const mores: boolean[] = [];
  const allocated: number[] = [];
  const pool = new SlabPool((bytes) => {
    allocated.push(bytes);
    return new Uint8Array(bytes);
  });
  const queue = new SendQueue(pool);
  const write = (chunk: Uint8Array, more: boolean) => {
    chunks.push(chunk);
    mores.push(more);
    return isFree;
  };
  return { queue, chunks, mores, allocated, pool, flush: () => queue.flush({ write }) };
}

/** Writes `length` bytes of one value the way a frame writer does. */
function append(queue: SendQueue, value: number, length: number): void {
  const slab = queue.reserve(length);
  const start = queue.position;
  slab.fill(value, start, start + length);
  queue.commit(start + length);
}

function runs(...parts: readonly [value: number, length: number][]): Uint8Array {
  return joined(...parts.map(([value, length]) => new Uint8Array(length).fill(value)));
}

describe('SendQueue', () => {
  it('puts small frames one behind the other into one chunk', () => {
    const { queue, chunks, mores, allocated, flush } = queueOf();
    for (let value = 1; value <= 100; value++) append(queue, value, 30);
    expect(queue.length).toBe(3000);
    flush();
    expect(chunks).toEqual([runs(...Array.from({ length: 100 }, (_, at): [number, number] => [at + 1, 30]))]);
    expect({ mores, allocated, length: queue.length }).toEqual({ mores: [false], allocated: [4096], length: 0 });
  });

  it('moves on to a large slab, and then to the next, without losing a byte', () => {
    const { queue, chunks, mores, flush } = queueOf();
    const parts = Array.from({ length: 50 }, (_, at): [number, number] => [at, 3000]);
    for (const [value, length] of parts) append(queue, value, length);
    expect(queue.length).toBe(150_000);
    flush();
    expect(joined(...chunks)).toEqual(runs(...parts));
    expect(mores).toEqual([true, true, false]);
  });

  it('hands a large payload over without a copy, in its place among the others', () => {
    const { queue, chunks, mores, flush } = queueOf();
    const large = new Uint8Array(REFERENCE_FROM_BYTES).fill(2);
    append(queue, 1, 10);
    queue.appendReference(large);
    append(queue, 3, 10);
    expect(queue.length).toBe(REFERENCE_FROM_BYTES + 20);
    flush();
    expect(chunks[1]).toBe(large);
    expect(joined(...chunks)).toEqual(runs([1, 10], [2, REFERENCE_FROM_BYTES], [3, 10]));
    expect(mores).toEqual([true, true, false]);
  });

  it('says of a large payload at the end that nothing follows', () => {
    const { queue, mores, flush } = queueOf();
    append(queue, 1, 10);
    queue.appendReference(new Uint8Array(REFERENCE_FROM_BYTES));
    flush();
    expect(mores).toEqual([true, false]);
  });

  it('hands a lone shared frame over as the very same object, and borrows no slab for it', () => {
    const { queue, chunks, allocated, flush } = queueOf();
    const frame = runs([7, 20]);
    queue.appendShared(frame);
    expect(queue.length).toBe(20);
    flush();
    expect(chunks[0]).toBe(frame);
    expect(allocated).toEqual([]);
  });

  it('copies a shared frame that is not alone, and never changes it', () => {
    const { queue, chunks, flush } = queueOf();
    const frame = runs([7, 20]);
    queue.appendShared(frame);
    queue.appendShared(frame);
    append(queue, 8, 5);
    queue.appendShared(frame);
    expect(queue.length).toBe(65);
    flush();
    expect(chunks).toEqual([runs([7, 40], [8, 5], [7, 20])]);
    expect(frame).toEqual(runs([7, 20]));
  });

  it('keeps a large shared frame in front of what follows it, without a copy', () => {
    const { queue, chunks, flush } = queueOf();
    const frame = new Uint8Array(REFERENCE_FROM_BYTES).fill(7);
    queue.appendShared(frame);
    append(queue, 8, 5);
    queue.appendShared(frame);
    queue.appendReference(frame);
    flush();
    expect(chunks.filter((chunk) => chunk === frame)).toHaveLength(3);
    expect(joined(...chunks)).toEqual(joined(frame, runs([8, 5]), frame, frame));
  });

  it('gives a slab back when its bytes are free, and takes the same one again', () => {
    const { queue, allocated, flush } = queueOf(true);
    for (let turn = 0; turn < 5; turn++) {
      append(queue, turn, 10);
      flush();
    }
    expect(allocated).toEqual([4096]);
  });

  it('never gives a slab back that the writer still reads', () => {
    const { queue, chunks, flush } = queueOf(false);
    for (let turn = 1; turn <= 3; turn++) {
      append(queue, turn, 10);
      flush();
    }
    expect(chunks).toEqual([runs([1, 10]), runs([2, 10]), runs([3, 10])]);
  });

  it('gives the small slab back when the large one takes over', () => {
    const { queue, allocated, pool } = queueOf();
    append(queue, 1, 4000);
    append(queue, 2, 4000);
    pool.lend(10);
    expect(allocated).toEqual([4096, LARGE_SLAB_BYTES]);
  });

  it('writes nothing when nothing waits, and nothing after it was cleared', () => {
    const { queue, chunks, allocated, flush } = queueOf();
    flush();
    append(queue, 1, 10);
    queue.appendReference(runs([2, 10]));
    append(queue, 3, 10);
    queue.clear();
    expect(queue.length).toBe(0);
    flush();
    queue.appendShared(runs([4, 10]));
    queue.clear();
    flush();
    expect(chunks).toEqual([]);
    append(queue, 5, 10);
    expect(allocated).toEqual([4096, 4096]);
  });
});
