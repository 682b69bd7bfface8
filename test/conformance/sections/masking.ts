import { type Case, conversations } from '../case.ts';
import type { WireFrame } from '../frame-fixture.ts';
import { binary, close, ping, pong, text, textStart } from '../frames.ts';
import { ascii, noise } from '../payloads.ts';
import { closes, echoes, expects, fails, send, sendAs } from '../steps.ts';

const test = conversations('RFC 6455 §5.1 masking');
const onServer = conversations('RFC 6455 §5.3 unmasking', { sides: ['server'] });
const onClient = conversations('RFC 6455 §5.3 masking', { sides: ['client'] });

const FRAMES: readonly { readonly name: string; readonly frame: WireFrame }[] = [
  { name: 'a text message', frame: text('Hello') },
  { name: 'an empty text message', frame: text('') },
  { name: 'a binary message', frame: binary('Hello') },
  { name: 'a binary message of 65,536 bytes', frame: binary(noise(65_536)) },
  { name: 'a first fragment', frame: textStart('Hel') },
  { name: 'a ping', frame: ping('Hello') },
  { name: 'an empty ping', frame: ping() },
  { name: 'a pong', frame: pong('Hello') },
  { name: 'a close frame', frame: close(1000) },
  { name: 'an empty close frame', frame: close() },
];

// A server takes masked frames only, a client unmasked ones only.
const wrongMask: readonly Case[] = [
  ...FRAMES.map(({ name, frame }) =>
    test(`${name} with the other side's masking fails`, [sendAs({ wrongMask: true }, frame), ...fails(1002)]),
  ),
  test("a frame with the other side's masking fails behind good ones", [
    ...echoes(text('Hello'), binary('Hello')),
    sendAs({ wrongMask: true }, text('Hello')),
    ...fails(1002),
  ]),
  test("a continuation with the other side's masking fails", [
    send(textStart('Hel')),
    sendAs({ wrongMask: true }, '80 02 6c6f'),
    ...fails(1002),
  ]),
  test("the first two bytes of a frame with the other side's masking suffice to fail", [
    { kind: 'send', frames: ['81 05 48'], wrongMask: true, cutAt: 2 },
    ...fails(1002),
  ]),
];

/** 0 changes nothing; the others have every byte, one byte, or the top bits set. */
const KEYS = ['00000000', 'ffffffff', '37fa213d', '000000ff', 'ff000000', '80808080'];

const unmasking: readonly Case[] = KEYS.map((maskingKey) =>
  onServer(`payloads of 0 to 600 bytes are unmasked with the key ${maskingKey}`, [
    ...Array.from({ length: 601 }, (_, length) => binary(noise(length))).flatMap((frame) => [
      sendAs({ maskingKey }, frame),
      expects(frame),
    ]),
    ...closes(),
  ]),
);

const cutPayloads: readonly Case[] = [
  onServer('a payload of 64 bytes is unmasked wherever it is cut', [
    ...Array.from({ length: 64 }, (_, cut) => [sendAs({ cutAt: 6 + cut }, text(ascii(64))), expects(text(ascii(64)))]).flat(),
    ...closes(),
  ]),
  onServer('a payload of 2,000 bytes is unmasked wherever its first 64 bytes are cut', [
    ...Array.from({ length: 64 }, (_, cut) => [sendAs({ cutAt: 8 + cut }, binary(noise(2000))), expects(binary(noise(2000)))]).flat(),
    ...closes(),
  ]),
];

const keys: readonly Case[] = [
  onClient('every frame has a masking key of its own', [
    ...Array.from({ length: 256 }, (_, index) => echoes(text(`message ${index}`))).flat(),
    send(ping('Hello')),
    expects('8a 05 48656c6c6f'),
    ...closes(),
    { kind: 'expectFreshKeys' },
  ]),
  onClient('payloads of 0 to 600 bytes are masked from end to end', [
    ...Array.from({ length: 601 }, (_, length) => echoes(binary(noise(length)))).flat(),
    ...closes(),
  ]),
];

export const masking: readonly Case[] = [...wrongMask, ...unmasking, ...cutPayloads, ...keys];
