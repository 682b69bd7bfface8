import { type Case, conversations, type Step } from '../case.ts';
import { close, ping, pong, text } from '../frames.ts';
import type { Message } from '../message-codec.ts';
import { noise, prose } from '../payloads.ts';
import { closes, echoesDeflated, expects, expectsMessage, fails, send } from '../steps.ts';
import { binaryOf, HELLO, inflatesTo, textOf } from './deflate-samples.ts';
import { FORGETFUL, REMEMBERING } from './deflate-terms.ts';

const framing = conversations('RFC 7692 §6.1 frames of compressed messages', FORGETFUL);

const LARGE_AND_SMALL: readonly (readonly [message: Message, compress: boolean])[] = [
  [textOf(prose(900_000)), true],
  [HELLO, true],
  [HELLO, false],
  [binaryOf(prose(100_000)), true],
  [binaryOf(noise(100_000)), false],
  [textOf(''), true],
  [textOf(prose(50_000)), true],
  [textOf('last'), false],
];

export const deflateFrames: readonly Case[] = [
  ...[1, 2, 3, 10, 100].map((fragments) =>
    framing(`a compressed message in ${fragments} fragments`, [
      ...echoesDeflated(textOf(prose(20_000)), fragments),
      ...echoesDeflated(binaryOf(prose(200)), fragments),
      ...closes(),
    ]),
  ),
  ...[1, 7, 64].map((chunkBytes) =>
    framing(`a compressed message in chunks of ${chunkBytes}`, [
      { kind: 'sendMessage', message: textOf(prose(5000)), compress: true, fragments: 3, chunkBytes },
      expectsMessage(textOf(prose(5000)), true),
      ...closes(),
    ]),
  ),
  framing('a compressed message whose first fragment is empty', [
    ...inflatesTo(HELLO, '41 00', '00 03 f248cd', '80 04 c9c90700'),
    ...closes(),
  ]),
  framing('a compressed message whose last fragment is empty', [...inflatesTo(HELLO, '41 07 f248cdc9c90700', '80 00'), ...closes()]),
  framing('a compressed message with an empty fragment in the middle', [
    ...inflatesTo(HELLO, '41 03 f248cd', '00 00', '80 04 c9c90700'),
    ...closes(),
  ]),
  framing('a ping between compressed fragments is answered before the message ends', [
    send('41 03 f248cd', ping('now')),
    expects(pong('now')),
    ...inflatesTo(HELLO, '80 04 c9c90700'),
    ...closes(),
  ]),
  framing('a close frame between compressed fragments', [
    send('41 03 f248cd', close(1000)),
    expects(close(1000)),
    { kind: 'expectEnd', first: 'server' },
  ]),
  framing('a continuation with RSV1 set fails', [send('41 03 f248cd', 'c0 04 c9c90700'), ...fails(1002)]),
  framing('a continuation of a plain message with RSV1 set fails', [send('01 03 48656c', 'c0 02 6c6f'), ...fails(1002)]),
  ...['c8 02 03e8', 'c9 00', 'c9 05 48656c6c6f', 'ca 00'].map((frame) =>
    framing(`${frame}: a control frame with RSV1 set fails`, [send(frame), ...fails(1002)]),
  ),
  framing('a plain message passes where deflate is agreed', [
    send(text('Hello')),
    expectsMessage(HELLO),
    send('01 03 48656c', '80 02 6c6f'),
    expectsMessage(HELLO),
    ...closes(),
  ]),
  framing(
    'plain and compressed messages in turn',
    [
      ...Array.from({ length: 20 }, (_, index): Step[] => [
        { kind: 'sendMessage', message: textOf(prose(500 + index)), compress: index % 2 === 0, fragments: 1 + (index % 3) },
        expectsMessage(textOf(prose(500 + index)), true),
      ]).flat(),
      ...closes(),
    ],
    REMEMBERING,
  ),
  framing('small messages behind large ones keep their order', [
    ...LARGE_AND_SMALL.map(([message, compress]): Step => ({ kind: 'sendMessage', message, compress, fragments: 1 })),
    ...LARGE_AND_SMALL.map(([message]) => expectsMessage(message)),
    ...closes(),
  ]),
];
