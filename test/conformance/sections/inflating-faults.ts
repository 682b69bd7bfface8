import { type Case, conversations } from '../case.ts';
import { deflated } from '../deflate-fixture.ts';
import { more } from '../frames.ts';
import { bytesOf } from '../hex.ts';
import { closes, fails, send } from '../steps.ts';
import { binaryOf, HELLO, inflatesTo } from './deflate-samples.ts';
import { FORGETFUL } from './deflate-terms.ts';

const receiving = conversations('RFC 7692 §7.2.2 decompression', FORGETFUL);

const corrupt: readonly Case[] = [
  { name: 'a block of the reserved type', hex: '07' },
  { name: 'a stored block whose lengths disagree', hex: '00 0500 0500 48656c6c6f 00' },
  { name: 'codes that cannot be', hex: 'ed ffff' },
  { name: 'a length code that does not exist', hex: '1b03' },
  { name: 'a match before the first byte', hex: '0202' },
  { name: 'random bytes', hex: 'ffffffffffffffff' },
].flatMap(({ name, hex }) => {
  const payload = bytesOf(hex);
  return [
    receiving(`${name} is no deflate stream`, [send({ first: 0xc2, payload }), ...fails(1007)]),
    receiving(`${name} is no deflate stream, told before the message ends`, [
      send({ first: 0x42, payload: Buffer.concat([payload, Buffer.alloc(64, 0xff)]) }),
      ...fails(1007),
    ]),
    receiving(`${name} is no deflate stream, behind a good message`, [
      ...inflatesTo(HELLO, 'c1 07 f248cdc9c90700'),
      send({ first: 0xc1, payload }),
      ...fails(1007),
    ]),
  ];
});

/** How much comes out of zeros in: 1,000 times as much. */
const MIB = 1 << 20;
const zeros = (count: number) => deflated({ symbols: [0, ...Array.from({ length: count / 256 }, () => ({ length: 256, distance: 1 }))] });

const bombs: readonly Case[] = [
  receiving('what inflates to 16 MiB where 1 MiB is allowed fails', [send({ first: 0xc2, payload: zeros(16 * MIB) }), ...fails(1009)]),
  receiving('what inflates to 16 MiB where 1 MiB is allowed fails in its first fragment', [
    send({ first: 0x42, payload: zeros(16 * MIB) }),
    ...fails(1009),
  ]),
  receiving('what inflates to too much over many fragments fails before it ends', [
    send(
      { first: 0x42, payload: zeros(MIB / 2) },
      ...Array.from({ length: 3 }, () => more(Buffer.concat([bytesOf('0000ffff'), zeros(MIB / 2)]))),
    ),
    ...fails(1009),
  ]),
  receiving('a small bomb fails', [send({ first: 0xc2, payload: zeros(2 * MIB) }), ...fails(1009)]),
  receiving('a message that inflates to 1 MiB passes', [
    ...inflatesTo(binaryOf(Buffer.alloc(MIB)), {
      first: 0xc2,
      payload: deflated({
        symbols: [0, ...Array.from({ length: MIB / 256 - 1 }, () => ({ length: 256, distance: 1 })), { length: 255, distance: 1 }],
      }),
    }),
    ...closes(),
  ]),
];

export const inflatingFaults: readonly Case[] = [...corrupt, ...bombs];
