/** The next of a fixed series of 32-bit numbers (xorshift): the same in every run. */
function* series(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

const longest = new Map<string, Buffer>();

/** Remembers the longest payload of each kind, since a shorter one is its beginning. */
function remembered(kind: string, length: number, make: (length: number) => Buffer): Buffer {
  let payload = longest.get(kind);
  if (payload === undefined || payload.length < length) {
    payload = make(length);
    longest.set(kind, payload);
  }
  return payload.subarray(0, length);
}

/** Bytes without a pattern. */
export function noise(length: number): Buffer {
  return remembered('noise', length, (count) => {
    const numbers = series(0x9e3779b9);
    return Buffer.from(Uint32Array.from({ length: Math.ceil(count / 4) }, () => numbers.next().value).buffer);
  });
}

/** ASCII text without a pattern. */
export function ascii(length: number): Buffer {
  return remembered('ascii', length, (count) => Buffer.from(noise(count).map((byte) => 0x20 + (byte % 95))));
}

/** Text whose words come again and again, near and far: what a deflate window is for. */
export function prose(length: number): Buffer {
  return remembered('prose', length, (count) => {
    const numbers = series(0x2545f491);
    const words = Array.from({ length: 2048 }, () =>
      numbers
        .next()
        .value.toString(36)
        .slice(0, 2 + (numbers.next().value % 6)),
    );
    const text: string[] = [];
    for (let bytes = 0; bytes < count; bytes += (text.at(-1) ?? '').length + 1) text.push(words[numbers.next().value % 2048] ?? '');
    return Buffer.from(text.join(' ')).subarray(0, count);
  });
}
