import fc from 'fast-check';

/** How the bytes of a test may arrive: whole, byte by byte, and with a single cut at each place. */
export function arrivalsOf(wire: Uint8Array): Uint8Array[][] {
  const singleCuts = Array.from({ length: Math.max(wire.length - 1, 0) }, (_, before) => chunksOf(wire, [before + 1, wire.length]));
  return [chunksOf(wire, [wire.length]), chunksOf(wire, [1]), ...singleCuts];
}

/** Cuts bytes in chunks of these sizes, beginning anew after the last one. Each chunk is a copy, since unmasking changes it. */
export function chunksOf(wire: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < wire.length; turn++) {
    const size = Math.max(sizes[turn % sizes.length] ?? 1, 1);
    chunks.push(wire.slice(at, at + size));
    at += size;
  }
  return chunks;
}

/** Sizes for {@link chunksOf}: often tiny ones, because borders lie close together. */
export const anyChunkSizes: fc.Arbitrary<number[]> = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4000 })), {
  minLength: 1,
  maxLength: 12,
});
