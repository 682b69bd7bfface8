import { type Case, conversations } from '../case.ts';
import { deflated } from '../deflate-fixture.ts';
import { binary } from '../frames.ts';
import { noise } from '../payloads.ts';
import { closes, expectsMessage, fails, send } from '../steps.ts';
import { binaryOf, HELLO, inflatesTo } from './deflate-samples.ts';
import { agreeing, FORGETFUL, REMEMBERING } from './deflate-terms.ts';

const windows = conversations('RFC 7692 §7.1.1 context takeover');

const NONE = { serverNoContextTakeover: false, clientNoContextTakeover: false, serverMaxWindowBits: 15, clientMaxWindowBits: 15 };

/** A message that is one match, as far back as the peer's window reaches. */
const lookBack = (distance: number) => ({ first: 0xc2, payload: deflated({ symbols: [{ length: 16, distance }] }) });

const lookingBack: readonly Case[] = [8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => {
  const windowBytes = 2 ** bits;
  const first = noise(windowBytes);
  const terms = agreeing({ ...NONE, serverMaxWindowBits: bits, clientMaxWindowBits: bits });
  return [
    windows(
      `a message looks back ${windowBytes} bytes, as far as a window of ${bits} bits reaches`,
      [
        ...inflatesTo(binaryOf(first), { first: 0xc2, payload: deflated({ stored: first }) }),
        ...inflatesTo(binaryOf(first.subarray(0, 16)), lookBack(windowBytes)),
        ...closes(),
      ],
      terms,
    ),
    windows(
      `a message looks back ${windowBytes} bytes over many small messages`,
      [
        ...Array.from({ length: windowBytes / 64 }, (_, index) => {
          const part = noise(windowBytes).subarray(index * 64, index * 64 + 64);
          return inflatesTo(binaryOf(part), { first: 0xc2, payload: deflated({ stored: part }) });
        }).flat(),
        ...inflatesTo(binaryOf(first.subarray(0, 16)), lookBack(windowBytes)),
        ...closes(),
      ],
      terms,
    ),
    windows(
      `a plain message between does not enter a window of ${bits} bits`,
      [
        ...inflatesTo(binaryOf(first), { first: 0xc2, payload: deflated({ stored: first }) }),
        send(binary(noise(5000))),
        expectsMessage(binaryOf(noise(5000))),
        ...inflatesTo(binaryOf(first.subarray(0, 16)), lookBack(windowBytes)),
        ...closes(),
      ],
      terms,
    ),
  ];
});

const forgetting: readonly Case[] = [
  windows(
    'a message that looks back into an earlier one fails where the peer forgets its window',
    [...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'), send('c1 05 f200110000'), ...fails(1007)],
    FORGETFUL,
  ),
  windows(
    'a message that looks back further than anything was sent fails',
    [...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'), send(lookBack(6)), ...fails(1007)],
    REMEMBERING,
  ),
  windows(
    'a message looks back to the very first byte',
    [...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'), ...inflatesTo(binaryOf(Buffer.from('HelloHelloHelloH')), lookBack(5)), ...closes()],
    REMEMBERING,
  ),
];

export const deflateWindows: readonly Case[] = [...lookingBack, ...forgetting];
