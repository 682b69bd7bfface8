import type { Limits } from '@trunkline/core/node';
import { type Case, conversations } from '../case.ts';
import { deflated } from '../deflate-fixture.ts';
import { binary, binaryStart, fragmentsOf, last, more, ping, pong, text, textStart } from '../frames.ts';
import { noise } from '../payloads.ts';
import { closes, echoes, expects, fails, reports, send } from '../steps.ts';
import { FORGETFUL } from './deflate-terms.ts';

const limit = conversations('RFC 6455 §10.4 limits');

const MIB = 1 << 20;

const withLimits = (limits: Partial<Limits>) => ({ options: { limits } });

const messageLimit: readonly Case[] = [
  limit('a message of as many bytes as are allowed', [...echoes(text('12345678')), ...closes()], withLimits({ maxMessageBytes: 8 })),
  limit(
    'a message of one byte more',
    [send(text('123456789')), ...fails(1009), reports(1006, '', false)],
    withLimits({ maxMessageBytes: 8 }),
  ),
  limit('a message of one byte more fails by its header', [send('82 09'), ...fails(1009)], withLimits({ maxMessageBytes: 8 })),
  limit(
    'fragments of together as many bytes as are allowed',
    [send(textStart('1234'), more(''), more('5678'), last('')), expects(text('12345678')), ...closes()],
    withLimits({ maxMessageBytes: 8 }),
  ),
  limit(
    'fragments of together one byte more fail by the header of the one too many',
    [send(binaryStart('1234'), ping('in between'), '00 05'), expects(pong('in between')), ...fails(1009)],
    withLimits({ maxMessageBytes: 8 }),
  ),
  limit(
    'the limit counts for each message by itself',
    [
      ...echoes(text('12345678'), text('12345678'), binary('12345678')),
      send(textStart('1234'), last('5678'), textStart('12345678'), last('')),
      expects(text('12345678'), text('12345678')),
      ...closes(),
    ],
    withLimits({ maxMessageBytes: 8 }),
  ),
  limit(
    'control frames do not count',
    [send(textStart('1234'), ping(noise(125)), last('5678')), expects(pong(noise(125)), text('12345678')), ...closes()],
    withLimits({ maxMessageBytes: 8 }),
  ),
  limit(
    'a compressed message of as many bytes as are allowed once inflated',
    [
      send({ first: 0xc1, payload: deflated({ symbols: [0x61, { length: 99, distance: 1 }] }) }),
      expects({ first: 0x81, payload: Buffer.alloc(100, 'a') }),
      ...closes(),
    ],
    { ...FORGETFUL, options: { deflate: { thresholdBytes: 1000 }, limits: { maxMessageBytes: 100 } } },
  ),
  limit(
    'a compressed message of one byte more once inflated',
    [send({ first: 0xc1, payload: deflated({ symbols: [0x61, { length: 100, distance: 1 }] }) }), ...fails(1009)],
    { ...FORGETFUL, options: { deflate: { thresholdBytes: 1000 }, limits: { maxMessageBytes: 100 } } },
  ),
  limit('by default a message of 1 MiB passes', [...echoes(binary(noise(MIB))), ...closes()]),
  limit('by default a message of 1 MiB and one byte fails by its header', [send('82 7f 0000000000100001'), ...fails(1009)]),
  limit(
    'a message of 16 MiB and one byte fails where 16 MiB are allowed',
    [send('82 7f 0000000001000001'), ...fails(1009)],
    withLimits({ maxMessageBytes: 16 * MIB }),
  ),
];

const frameLimit: readonly Case[] = [
  limit(
    'a frame of as many bytes as are allowed',
    [send(textStart('1234'), last('5678')), expects(text('12345678')), ...closes()],
    withLimits({ maxFrameBytes: 4 }),
  ),
  limit('a frame of one byte more fails by its header', [send('82 05'), ...fails(1009)], withLimits({ maxFrameBytes: 4 })),
  limit(
    'a fragment of one byte more fails by its header',
    [send(textStart('1234'), '80 05'), ...fails(1009)],
    withLimits({ maxFrameBytes: 4 }),
  ),
];

const fragmentLimit: readonly Case[] = [
  limit(
    'as many fragments as are allowed',
    [send(textStart('1'), more('2'), more('3'), last('4')), expects(text('1234')), ...closes()],
    withLimits({ maxFragments: 4 }),
  ),
  limit(
    'a fragment more',
    [send(textStart('1'), more('2'), more('3'), more('4'), last('5')), ...fails(1009)],
    withLimits({ maxFragments: 4 }),
  ),
  limit(
    'fragments are counted for each message by itself',
    [send(textStart('1'), last('2'), textStart('1'), last('2'), text('12')), expects(text('12'), text('12'), text('12')), ...closes()],
    withLimits({ maxFragments: 2 }),
  ),
  limit('empty fragments count', [send(textStart(''), more(''), more(''), last('')), ...fails(1009)], withLimits({ maxFragments: 3 })),
  limit('by default 65,536 fragments pass', [send(...fragmentsOf(0x02, noise(65_536), 1)), expects(binary(noise(65_536))), ...closes()]),
  limit('by default a fragment more fails', [send(...fragmentsOf(0x02, noise(65_537), 1)), ...fails(1009)]),
  limit(
    'the limit of fragments can be lifted',
    [send(...fragmentsOf(0x02, noise(70_000), 1)), expects(binary(noise(70_000))), ...closes()],
    withLimits({ maxFragments: Number.POSITIVE_INFINITY }),
  ),
];

export const limits: readonly Case[] = [...messageLimit, ...frameLimit, ...fragmentLimit];
