import { type Case, conversations } from '../case.ts';
import type { Message } from '../message-codec.ts';
import { prose } from '../payloads.ts';
import { closes, echoesDeflated, expectsMessage } from '../steps.ts';
import { agreeing, type DeflateTerms } from './deflate-terms.ts';

const test = conversations('RFC 7692 §7.1 every set of parameters');

const SIZES = [0, 1, 2, 100, 1000, 4096, 16_385, 33_000, 131_072];

const words = (size: number): Message => ({ kind: 'text', payload: prose(size) });
const bytes = (size: number): Message => ({ kind: 'binary', payload: prose(size) });

/**
 * Messages of all sizes; the first ones again at the end, when they stand in a window that is kept; one in fragments,
 * and one uncompressed, which must not enter the window.
 */
const SCRIPT = [
  ...SIZES.flatMap((size) => echoesDeflated(size % 2 === 0 ? words(size) : bytes(size))),
  { kind: 'sendMessage', message: words(3000), compress: false, fragments: 2 } as const,
  expectsMessage(words(3000), true),
  ...echoesDeflated(words(1000)),
  ...echoesDeflated(bytes(16_385), 5),
  ...echoesDeflated(words(4096)),
  ...closes(),
];

const BITS = [8, 9, 10, 11, 12, 13, 14, 15];
const SWITCHES = [true, false];

const EVERY_SET: readonly DeflateTerms[] = SWITCHES.flatMap((serverNoContextTakeover) =>
  SWITCHES.flatMap((clientNoContextTakeover) =>
    BITS.flatMap((serverMaxWindowBits) =>
      BITS.map((clientMaxWindowBits) => ({ serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits })),
    ),
  ),
);

/** For example: server 9 bits, kept; client 15 bits, forgotten. */
function nameOf(terms: DeflateTerms): string {
  const kept = (isForgotten: boolean) => (isForgotten ? 'forgotten' : 'kept');
  const server = `server ${terms.serverMaxWindowBits} bits, ${kept(terms.serverNoContextTakeover)}`;
  return `${server}; client ${terms.clientMaxWindowBits} bits, ${kept(terms.clientNoContextTakeover)}`;
}

export const deflateMatrix: readonly Case[] = EVERY_SET.map((terms) => test(nameOf(terms), SCRIPT, agreeing(terms)));
