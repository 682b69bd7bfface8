import { type Case, conversations } from '../case.ts';
import { binary, fragmentsOf, last, ping, pong, text, textStart } from '../frames.ts';
import { ascii, noise } from '../payloads.ts';
import { closes, echoes, expects, send, sendAs } from '../steps.ts';

const MIB = 1 << 20;

const large = conversations('RFC 6455 §10.4 large messages', {
  options: { limits: { maxMessageBytes: 16 * MIB, maxBufferedBytes: 64 * MIB } },
});
const many = conversations('RFC 6455 §5 many messages');

/** A message in chunks of one size, and back. */
function chopped(kind: 'text' | 'binary', length: number, chunkBytes: number): Case {
  const frame = kind === 'text' ? text(ascii(length)) : binary(noise(length));
  return large(`a ${kind} message of ${length} bytes in chunks of ${chunkBytes}`, [
    sendAs({ chunkBytes }, frame),
    expects(frame),
    ...closes(),
  ]);
}

const SIZES = [1, 2, 4, 8, 16].map((mebibytes) => mebibytes * MIB);
const CHUNKS = [10, 11, 12, 13, 14, 15, 16].map((power) => 2 ** power);
/** Chunks are read one by one, so that very many take long. */
const MOST_CHUNKS = 4096;

const inChunks: readonly Case[] = [
  ...SIZES.flatMap((length, size) =>
    CHUNKS.filter((chunkBytes) => length / chunkBytes <= MOST_CHUNKS).map((chunkBytes, chunk) =>
      chopped((size + chunk) % 2 === 0 ? 'text' : 'binary', length, chunkBytes),
    ),
  ),
  ...[MIB, 4 * MIB].map((length) => chopped('text', length, 997)),
  ...[65_536, 262_144].map((length) => chopped('binary', length, 64)),
  ...[1, 2, 125, 126, 127, 1000, 16_384].map((length) => chopped('text', length, 1)),
];

const atOnce: readonly Case[] = SIZES.flatMap((length) => [
  large(`a text message of ${length} bytes at once`, [...echoes(text(ascii(length))), ...closes()]),
  large(`a binary message of ${length} bytes at once`, [...echoes(binary(noise(length))), ...closes()]),
]);

const fragmented: readonly Case[] = [64, 256, 1024, 4096, 16_384, 65_536, MIB].flatMap((size) => [
  large(`a binary message of ${4 * MIB} bytes in fragments of ${size}`, [
    send(...fragmentsOf(0x02, noise(4 * MIB), size)),
    expects(binary(noise(4 * MIB))),
    ...closes(),
  ]),
  large(`a text message of ${4 * MIB} bytes in fragments of ${size}`, [
    send(...fragmentsOf(0x01, ascii(4 * MIB), size)),
    expects(text(ascii(4 * MIB))),
    ...closes(),
  ]),
]);

const numbered = Array.from({ length: 1000 }, (_, index) => text(`message ${index}`));
const mixed = Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? text(ascii(index)) : binary(noise(index))));

const inOrder: readonly Case[] = [
  many('1,000 text messages at once come back in order', [...echoes(...numbered), ...closes()]),
  many('1,000 text messages one by one come back in order', [...numbered.flatMap((frame) => echoes(frame)), ...closes()]),
  many('1,000 messages of 0 to 999 bytes, text and binary, come back in order', [...echoes(...mixed), ...closes()]),
  ...[7, 64, 997].map((chunkBytes) =>
    many(`1,000 text messages in chunks of ${chunkBytes} come back in order`, [
      sendAs({ chunkBytes }, ...numbered),
      expects(...numbered),
      ...closes(),
    ]),
  ),
  many('1,000 pings and messages in turn are answered in order', [
    send(...numbered.flatMap((frame) => [frame, ping(frame.payload.subarray(8))])),
    expects(...numbered.flatMap((frame) => [frame, pong(frame.payload.subarray(8))])),
    ...closes(),
  ]),
  many('1,000 messages in two fragments each come back in order', [
    send(...numbered.flatMap(({ payload }) => [textStart(payload.subarray(0, 4)), last(payload.subarray(4))])),
    expects(...numbered),
    ...closes(),
  ]),
];

export const volume: readonly Case[] = [...inOrder, ...atOnce, ...inChunks, ...fragmented];
