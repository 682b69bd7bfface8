import { type Case, conversations } from '../case.ts';
import { deflated } from '../deflate-fixture.ts';
import { binary, last, more, ping, pong, text, textStart } from '../frames.ts';
import { bytesOf } from '../hex.ts';
import { ascii } from '../payloads.ts';
import { closes, echoes, expects, fails, send, sendAs } from '../steps.ts';
import { FORGETFUL } from './deflate-terms.ts';
import { INCOMPLETE, INVALID, VALID } from './utf8-samples.ts';

const good = conversations('RFC 6455 §5.6 text');
const bad = conversations('RFC 6455 §8.1 invalid UTF-8');
const fast = conversations('RFC 6455 §8.1 invalid UTF-8, told before the message ends');
const incomplete = conversations('RFC 6455 §8.1 incomplete UTF-8');
const compressed = conversations('RFC 7692 §6.2 invalid UTF-8, compressed', FORGETFUL);

const valid: readonly Case[] = VALID.flatMap(({ name, hex }) => {
  const payload = bytesOf(hex);
  const cuts = Array.from({ length: payload.length + 1 }, (_, cut) => cut);
  return [
    good(name, [...echoes(text(payload)), ...closes()]),
    good(`${name}, in two fragments cut at every byte`, [
      send(...cuts.flatMap((cut) => [textStart(payload.subarray(0, cut)), last(payload.subarray(cut))])),
      expects(...cuts.map(() => text(payload))),
      ...closes(),
    ]),
    good(`${name}, each byte a fragment and each byte by itself`, [
      sendAs({ chunkBytes: 1 }, textStart(''), ...cuts.slice(1).map((cut) => more(payload.subarray(cut - 1, cut))), last('')),
      expects(text(payload)),
      ...closes(),
    ]),
  ];
});

const invalid: readonly Case[] = INVALID.flatMap(({ name, prefix, rest }) => {
  const payload = bytesOf(prefix + rest);
  return [
    bad(name, [...echoes(text('Hello')), send(text(payload)), ...fails(1007)]),
    bad(`${name}, each byte a fragment`, [
      send(textStart(''), ...Array.from(payload, (byte) => more(Buffer.of(byte))), last('')),
      ...fails(1007),
    ]),
    bad(`${name}, in a binary message, where it is welcome`, [...echoes(binary(payload)), ...closes()]),
  ];
});

const failsFast: readonly Case[] = INVALID.flatMap(({ name, prefix }) => {
  const payload = bytesOf(prefix);
  return [
    fast(`${name}, in a frame of which no more comes`, [send(`81 7e 4000 ${prefix}`), ...fails(1007)]),
    fast(`${name}, in a first fragment of which no more comes`, [send(`01 7e 4000 ${prefix}`), ...fails(1007)]),
    fast(`${name}, in a first fragment`, [send(textStart(payload)), ...fails(1007)]),
    fast(`${name}, in a later fragment`, [send(textStart('Hello'), ping(), more(payload)), expects(pong()), ...fails(1007)]),
    fast(`${name}, its bytes in fragments of their own`, [
      send(textStart('Hello'), ...Array.from(payload, (byte) => more(Buffer.of(byte)))),
      ...fails(1007),
    ]),
    fast(`${name}, its bytes in chunks of their own`, [sendAs({ chunkBytes: 1 }, `81 7f 0000000000010000 ${prefix}`), ...fails(1007)]),
  ];
});

const longPayload = Buffer.concat([ascii(100_000), Buffer.of(0xff), ascii(31_071)]);

const failsFastInLong: readonly Case[] = [
  fast('behind 100,000 good bytes of 131,072', [send({ first: 0x81, payload: longPayload }), ...fails(1007)]),
  fast('behind 100,000 good bytes of 131,072 of which no more comes', [
    send(`81 7f 0000000000020000 ${longPayload.toString('hex', 0, 100_001)}`),
    ...fails(1007),
  ]),
];

const cutOff: readonly Case[] = INCOMPLETE.flatMap(({ name, hex }) => [
  incomplete(`${name} at the end of a frame`, [send(text(bytesOf(hex))), ...fails(1007)]),
  incomplete(`${name} at the end of the last fragment`, [send(textStart('Hello'), last(bytesOf(hex))), ...fails(1007)]),
  incomplete(`${name}, then an empty last fragment`, [send(textStart(bytesOf(hex)), last('')), ...fails(1007)]),
  incomplete(
    `${name} at the end of a compressed message`,
    [send({ first: 0xc1, payload: deflated({ stored: bytesOf(hex) }) }), ...fails(1007)],
    FORGETFUL,
  ),
  incomplete(`${name} at the end of a binary message, where it is welcome`, [...echoes(binary(bytesOf(hex))), ...closes()]),
]);

const deflatedInvalid: readonly Case[] = INVALID.flatMap(({ name, prefix, rest }) => [
  compressed(name, [send({ first: 0xc1, payload: deflated({ stored: bytesOf(prefix + rest) }) }), ...fails(1007)]),
  compressed(`${name}, in a first fragment`, [send({ first: 0x41, payload: deflated({ stored: bytesOf(prefix) }) }), ...fails(1007)]),
  compressed(`${name}, in a later fragment`, [
    send(
      { first: 0x41, payload: deflated({ stored: ascii(100) }) },
      more(Buffer.concat([bytesOf('0000ffff'), deflated({ stored: bytesOf(prefix) })])),
    ),
    ...fails(1007),
  ]),
]);

export const utf8: readonly Case[] = [...valid, ...invalid, ...failsFast, ...failsFastInLong, ...cutOff, ...deflatedInvalid];
