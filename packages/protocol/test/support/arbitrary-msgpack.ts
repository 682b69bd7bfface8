import fc, { type Arbitrary } from 'fast-check';

/** One value written in one of the many ways that MessagePack has for it. */
export interface Written {
  readonly bytes: readonly number[];
  /** What it means. Nothing, where it is not plain. */
  readonly value: unknown;
  readonly depth: number;
  readonly isPlain: boolean;
}

const utf8 = new TextEncoder();

function bigEndian(value: number | bigint, length: number): number[] {
  return Array.from({ length }, (_, at) => Number((BigInt(value) >> BigInt(8 * (length - 1 - at))) & 0xffn));
}

function float(value: number, length: 4 | 8): number[] {
  const view = new DataView(new ArrayBuffer(length));
  if (length === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return [length === 4 ? 0xca : 0xcb, ...new Uint8Array(view.buffer)];
}

/** Every header that can say this length. */
function headers(length: number, fixed: { head: number; below: number }, head8: number | undefined, head16: number): Arbitrary<number[]> {
  const all = [
    [head16, ...bigEndian(length, 2)],
    [head16 + 1, ...bigEndian(length, 4)],
  ];
  if (head8 !== undefined && length < 0x100) all.push([head8, length]);
  if (length < fixed.below) all.push([fixed.head | length]);
  return fc.constantFrom(...all);
}

const NO_FIXED = { head: 0, below: 0 };
const plain = (bytes: readonly number[], value: unknown): Written => ({ bytes, value, depth: 0, isPlain: true });
const faulty = (bytes: readonly number[]): Written => ({ bytes, value: undefined, depth: 0, isPlain: false });

const writtenText = (bytes: readonly number[]) =>
  headers(bytes.length, { head: 0xa0, below: 32 }, 0xd9, 0xda).map((header) => [...header, ...bytes]);

/** Short ones, some of which begin with a byte order mark, and long ones. */
const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(200)).map(([text, more]) => `\ufeff${text}${'a'.repeat(more)}`),
  fc.nat(300).map((length) => 'b'.repeat(length)),
);

const text: Arbitrary<Written> = someText.chain((value) => writtenText([...utf8.encode(value)]).map((bytes) => plain(bytes, value)));

const binary: Arbitrary<Written> = fc
  .uint8Array({ maxLength: 40 })
  .chain((value) => headers(value.length, NO_FIXED, 0xc4, 0xc5).map((header) => plain([...header, ...value], value)));

const number: Arbitrary<Written> = fc.oneof(
  fc.nat(127).map((value) => plain([value], value)),
  fc.integer({ min: -32, max: -1 }).map((value) => plain([value + 0x100], value)),
  ...[1, 2, 4].map((length, at) => fc.nat(2 ** (8 * length - 1)).map((value) => plain([0xcc + at, ...bigEndian(value, length)], value))),
  ...[1, 2, 4].map((length, at) =>
    fc.integer({ min: -(2 ** (8 * length - 1)), max: -1 }).map((value) => plain([0xd0 + at, ...bigEndian(value, length)], value)),
  ),
  fc.maxSafeNat().map((value) => plain([0xcf, ...bigEndian(value, 8)], value)),
  fc.maxSafeInteger().map((value) => plain([0xd3, ...bigEndian(value, 8)], value)),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => plain(float(value, 4), value)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => plain(float(value, 8), value)),
);

const single: Arbitrary<Written> = fc.constantFrom(plain([0xc0], null), plain([0xc2], false), plain([0xc3], true));

const extension = fc.oneof(
  fc.constantFrom(...[1, 2, 4, 8, 16].map((length, at) => faulty([0xd4 + at, ...Array(length + 1).fill(0x72)]))),
  fc
    .uint8Array({ maxLength: 20 })
    .chain((content) => headers(content.length, NO_FIXED, 0xc7, 0xc8).map((header) => faulty([...header, 0xff, ...content]))),
);

const badNumber = fc.oneof(
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }).map((value) => faulty([0xcf, ...bigEndian(value, 8)])),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }).map((value) => faulty([0xd3, ...bigEndian(value, 8)])),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY).map((value) => faulty(float(value, 4))),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY).map((value) => faulty(float(value, 8))),
);

/** Cut, too long a form, a surrogate, too big. */
const badText = fc.constantFrom([0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff]).chain((bad) =>
  fc
    .nat(140)
    .chain((before) => writtenText([...Array(before).fill(0x61), ...bad, 0x61]))
    .map(faulty),
);

const key = fc.oneof(
  // Drawn on purpose below: it is a faulty one.
  { weight: 20, arbitrary: text.filter(({ value }) => value !== '__proto__') },
  { weight: 2, arbitrary: writtenText([...utf8.encode('$bytes')]).map((bytes) => plain(bytes, '$bytes')) },
  { weight: 1, arbitrary: writtenText([...utf8.encode('__proto__')]).map((bytes) => faulty(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .oneof(number, single, binary, extension, badText, fc.constant(plain([0x91, 0x01], [1])))
      .map(({ bytes }) => faulty(bytes)),
  },
);

/** An array or a map of these members. */
function container(members: readonly Written[], header: readonly number[], value: unknown, isPlain: boolean): Written {
  return {
    bytes: [...header, ...members.flatMap((member) => member.bytes)],
    value,
    depth: 1 + Math.max(0, ...members.map((member) => member.depth)),
    isPlain: isPlain && members.every((member) => member.isPlain),
  };
}

function arrayOf(members: readonly Written[]): Arbitrary<Written> {
  const value = members.map((member) => member.value);
  return headers(members.length, { head: 0x90, below: 16 }, undefined, 0xdc).map((header) => container(members, header, value, true));
}

function mapOf(entries: readonly (readonly [Written, Written])[]): Arbitrary<Written> {
  const value = Object.fromEntries(entries.map(([name, member]) => [name.value, member.value]));
  const isBytes = entries.length > 0 && entries.every(([name]) => name.value === '$bytes');
  return headers(entries.length, { head: 0x80, below: 16 }, undefined, 0xde).map((header) =>
    container(entries.flat(), header, value, !isBytes),
  );
}

/** Anything that is well-formed, most of it plain data, in any of its forms. */
export const arbitraryWritten: Arbitrary<Written> = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 1, arbitrary: single },
    { weight: 12, arbitrary: number },
    { weight: 6, arbitrary: text },
    { weight: 2, arbitrary: binary },
    { weight: 1, arbitrary: fc.oneof(extension, badNumber, badText) },
    { weight: 6, arbitrary: fc.array(tie('value'), { maxLength: 20 }).chain(arrayOf) },
    { weight: 6, arbitrary: fc.array(fc.tuple(key, tie('value')), { maxLength: 20 }).chain(mapOf) },
  ),
})).value;
