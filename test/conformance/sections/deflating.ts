import { type Case, conversations } from '../case.ts';
import { binary, ping, pong, text } from '../frames.ts';
import { ascii, noise, prose } from '../payloads.ts';
import { closes, expects, expectsMessage, send } from '../steps.ts';
import { binaryOf, textOf } from './deflate-samples.ts';
import { FORGETFUL } from './deflate-terms.ts';

const sending = conversations('RFC 7692 §7.2.1 compression', FORGETFUL);

export const deflating: readonly Case[] = [
  sending(
    'a message of the threshold is compressed',
    [send(text(prose(100))), expectsMessage(textOf(prose(100)), true), ...closes()],
    threshold(100),
  ),
  sending(
    'a message below the threshold is not',
    [send(text(prose(99))), expectsMessage(textOf(prose(99)), false), ...closes()],
    threshold(100),
  ),
  sending(
    'a binary message of the threshold is compressed',
    [send(binary(prose(100))), expectsMessage(binaryOf(prose(100)), true), ...closes()],
    threshold(100),
  ),
  sending(
    'a binary message below the threshold is not',
    [send(binary(prose(99))), expectsMessage(binaryOf(prose(99)), false), ...closes()],
    threshold(100),
  ),
  sending(
    'the threshold counts bytes of UTF-8',
    [send(text('é'.repeat(50))), expectsMessage(textOf('é'.repeat(50)), true), ...closes()],
    threshold(100),
  ),
  sending(
    'by default messages of 1,024 bytes are compressed, and none with less',
    [
      send(text(prose(1024)), text(prose(1023))),
      expectsMessage(textOf(prose(1024)), true),
      expectsMessage(textOf(prose(1023)), false),
      ...closes(),
    ],
    threshold(undefined),
  ),
  ...[1, 100, 10_000, 40_000, 200_000].map((length) =>
    sending(`a message of ${length} random bytes leaves as it is, for compressed it would be longer`, [
      send(binary(noise(length))),
      expectsMessage(binaryOf(noise(length)), false),
      ...closes(),
    ]),
  ),
  ...[1000, 32_768, 32_769, 200_000, 1_000_000].map((length) =>
    sending(`a message of ${length} bytes is compressed`, [
      send(text(prose(length))),
      expectsMessage(textOf(prose(length)), true),
      ...closes(),
    ]),
  ),
  sending(
    'a compressed message leaves in fragments, RSV1 on the first only',
    [send(text(prose(5000))), expectsMessage(textOf(prose(5000)), true), ...closes()],
    { options: { deflate: { thresholdBytes: 0 }, fragmentBytes: 100 } },
  ),
  sending('control frames are never compressed', [send(ping(ascii(125))), expects(pong(ascii(125))), ...closes()]),
];

function threshold(thresholdBytes: number | undefined) {
  return { options: { deflate: { thresholdBytes } } };
}
