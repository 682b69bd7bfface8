import { type Case, conversations } from '../case.ts';
import { binary, text } from '../frames.ts';
import { ascii, noise } from '../payloads.ts';
import { closes, echoes, expects, fails, send, sendAs } from '../steps.ts';

const test = conversations('RFC 6455 §5.2 length');

const LENGTHS = [0, 1, 2, 124, 125, 126, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 65_537, 1 << 20];

const lengths: readonly Case[] = LENGTHS.flatMap((length) => [
  test(`a text message of ${length} bytes comes back in one frame, its length in the shortest form`, [
    ...echoes(text(ascii(length))),
    ...closes(),
  ]),
  test(`a binary message of ${length} bytes comes back in one frame, its length in the shortest form`, [
    ...echoes(binary(noise(length))),
    ...closes(),
  ]),
]);

/** Lengths in a form that is longer than needed. */
const NOT_MINIMAL = [
  '7e 0000',
  '7e 0001',
  '7e 007d',
  '7f 0000000000000000',
  '7f 000000000000007d',
  '7f 000000000000007e',
  '7f 000000000000ffff',
];

const notMinimal: readonly Case[] = NOT_MINIMAL.flatMap((form) =>
  ['81', '82'].map((first) =>
    test(`${first} ${form}: a length that is not in the shortest form fails`, [send(`${first} ${form}`), ...fails(1002)]),
  ),
);

const TOP_BIT = ['8000000000000000', '8000000000000001', '8000000000010000', 'ffffffffffffffff'];

const outOfRange: readonly Case[] = [
  ...TOP_BIT.map((length) => test(`82 7f ${length}: a length with the top bit set fails`, [send(`82 7f ${length}`), ...fails(1002)])),
  // Legal, but no number that JavaScript can count with: the engine says that it is stricter here.
  ...['0020000000000000', '7fffffffffffffff'].map((length) =>
    test(`82 7f ${length}: a length of 2^53 bytes or more fails`, [send(`82 7f ${length}`), ...fails(1002)]),
  ),
  ...['0000010000000000', '001fffffffffffff'].map((length) =>
    test(`82 7f ${length}: a length that nobody can hold is too big, and known to be by its header`, [
      send(`82 7f ${length}`),
      ...fails(1009),
    ]),
  ),
];

/** Longest header: 2 bytes, an extended length of 8 and a masking key of 4. */
const MAX_HEADER_BYTES = 14;

const cuts: readonly Case[] = [0, 5, 126, 65_536].map((length) =>
  test(`the header of a frame of ${length} bytes may be cut anywhere`, [
    ...Array.from({ length: MAX_HEADER_BYTES + 1 }, (_, index) => [
      sendAs({ cutAt: index + 1 }, binary(noise(length)), text('next')),
      expects(binary(noise(length)), text('next')),
    ]).flat(),
    ...closes(),
  ]),
);

export const framing: readonly Case[] = [...lengths, ...notMinimal, ...outOfRange, ...cuts];
