import { type Case, conversations } from '../case.ts';
import { deflated } from '../deflate-fixture.ts';
import { last } from '../frames.ts';
import { bytesOf } from '../hex.ts';
import { noise } from '../payloads.ts';
import { closes } from '../steps.ts';
import { binaryOf, HELLO, inflatesTo, textOf } from './deflate-samples.ts';
import { FORGETFUL, REMEMBERING } from './deflate-terms.ts';

const examples = conversations('RFC 7692 §7.2.3 examples', FORGETFUL);
const receiving = conversations('RFC 7692 §7.2.2 decompression', FORGETFUL);

const fromTheRfc: readonly Case[] = [
  examples('§7.2.3.1: a message in one block', [...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'), ...closes()]),
  examples('§7.2.3.1: a message in one block, in two fragments', [...inflatesTo(HELLO, '41 03 f248cd', '80 04 c9c90700'), ...closes()]),
  examples(
    '§7.2.3.2: two messages that share a window',
    [...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'), ...inflatesTo(HELLO, 'c1 05 f200110000'), ...closes()],
    REMEMBERING,
  ),
  examples('§7.2.3.2: two messages that do not', [
    ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
    ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
    ...closes(),
  ]),
  examples('§7.2.3.3: a block without compression', [...inflatesTo(HELLO, 'c1 0b 000500faff48656c6c6f00'), ...closes()]),
  examples('§7.2.3.4: a block with BFINAL set', [...inflatesTo(HELLO, 'c1 08 f348cdc9c9070000'), ...closes()]),
  examples('§7.2.3.5: two blocks in one message', [...inflatesTo(HELLO, 'c1 0d f248050000 00ffffcac9c90700'), ...closes()]),
  examples('§7.2.3.6: an empty message', [...inflatesTo(textOf(''), 'c1 01 00'), ...closes()]),
  examples('§7.2.3.6: an empty binary message', [...inflatesTo(binaryOf(Buffer.alloc(0)), 'c2 01 00'), ...closes()]),
  examples(
    '§7.2.3.6: an empty message between others',
    [
      ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
      ...inflatesTo(textOf(''), 'c1 01 00'),
      ...inflatesTo(HELLO, 'c1 05 f200110000'),
      ...closes(),
    ],
    REMEMBERING,
  ),
];

const finals: readonly Case[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((cut) => {
    const payload = bytesOf('f348cdc9c9070000');
    return receiving(`a block with BFINAL set, in two fragments, the first of ${cut} bytes`, [
      ...inflatesTo(HELLO, { first: 0x41, payload: payload.subarray(0, cut) }, last(payload.subarray(cut))),
      ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
      ...closes(),
    ]);
  }),
  receiving('messages behind one with BFINAL set', [
    ...inflatesTo(HELLO, 'c1 08 f348cdc9c9070000'),
    ...inflatesTo(HELLO, 'c1 08 f348cdc9c9070000'),
    ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
    ...closes(),
  ]),
  receiving(
    'a message behind one with BFINAL set looks back into it',
    [...inflatesTo(HELLO, 'c1 08 f348cdc9c9070000'), ...inflatesTo(HELLO, 'c1 05 f200110000'), ...closes()],
    REMEMBERING,
  ),
  receiving('a large block with BFINAL set', [
    ...inflatesTo(binaryOf(noise(60_000)), { first: 0xc2, payload: deflated({ stored: noise(60_000), isFinal: true }) }),
    ...closes(),
  ]),
];

const shapes: readonly Case[] = [
  receiving('many stored blocks', [
    ...inflatesTo(binaryOf(noise(10_000)), {
      first: 0xc2,
      payload: deflated(...Array.from({ length: 100 }, (_, index) => ({ stored: noise(10_000).subarray(index * 100, index * 100 + 100) }))),
    }),
    ...closes(),
  ]),
  receiving('empty blocks before, between and behind', [
    ...inflatesTo(HELLO, {
      first: 0xc1,
      payload: deflated(
        { stored: Buffer.alloc(0) },
        { symbols: [] },
        { stored: Buffer.from('Hel') },
        { symbols: [] },
        { symbols: [...Buffer.from('lo')] },
        { stored: Buffer.alloc(0) },
      ),
    }),
    ...closes(),
  ]),
  receiving('a match that overlaps itself', [
    ...inflatesTo(textOf('ab'.repeat(130)), { first: 0xc1, payload: deflated({ symbols: [0x61, 0x62, { length: 258, distance: 2 }] }) }),
    ...closes(),
  ]),
  receiving('a match of the longest length and distance', [
    ...inflatesTo(binaryOf(Buffer.concat([noise(32_768), noise(258)])), {
      first: 0xc2,
      payload: deflated({ stored: noise(32_768) }, { symbols: [{ length: 258, distance: 32_768 }] }),
    }),
    ...closes(),
  ]),
];

export const inflating: readonly Case[] = [...fromTheRfc, ...finals, ...shapes];
