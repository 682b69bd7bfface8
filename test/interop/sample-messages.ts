/** Bytes that look random, the same in every run. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    return state >>> 24;
  });
}

/** Messages of both kinds on either side of every boundary: header sizes, compression threshold, background deflate. */
export function sampleMessages(): (string | Uint8Array)[] {
  const lengths = [0, 1, 125, 126, 1023, 1024, 65_535, 65_536, 300_000];
  const texts = lengths.map((length) =>
    'aé€😀 lorem ipsum '
      .repeat(Math.ceil(length / 17))
      .slice(0, length)
      .replace(/[\ud800-\udbff]$/, '?'),
  );
  return [...texts, ...lengths.map((length) => noise(length)), ...Array.from({ length: 100 }, (_, index) => `message ${index}`)];
}
