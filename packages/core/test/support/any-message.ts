import fc from 'fast-check';

/** Messages that deflate well or not at all, with repeats at all distances, so that they look back into each other. */
export const anyMessage: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.record({ seed: fc.nat(3), length: fc.nat(2000) }).map(({ seed, length }) => noise(seed, length)),
  fc.record({ seed: fc.nat(3), length: fc.nat(2000), period: fc.integer({ min: 1, max: 700 }) }).map(periodic),
);

/** Bytes that look random and are the same for the same seed. */
export function noise(seed: number, length: number): Uint8Array {
  let state = seed + 1;
  return new Uint8Array(length).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
}

function periodic({ seed, length, period }: { seed: number; length: number; period: number }): Uint8Array {
  const pattern = noise(seed, period);
  return new Uint8Array(length).map((_, at) => pattern[at % period] ?? 0);
}
