import { type Case, conversations } from '../case.ts';
import { text, textStart } from '../frames.ts';
import { closes, echoes, fails, send } from '../steps.ts';
import { FORGETFUL } from './deflate-terms.ts';

const bits = conversations('RFC 6455 §5.2 reserved bits');
const bitsWithDeflate = conversations('RFC 7692 §6 reserved bits', FORGETFUL);
const opcodes = conversations('RFC 6455 §5.2 reserved opcodes');

const OPCODES = Array.from({ length: 16 }, (_, opcode) => opcode);
const RESERVED_OPCODES = OPCODES.filter((opcode) => (opcode & 7) > 2);
const COMBINATIONS = [1, 2, 3, 4, 5, 6, 7];

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const named = (combination: number) => ['RSV1', 'RSV2', 'RSV3'].filter((_, index) => (combination & (4 >> index)) !== 0).join('+');

/** A continuation is out of order unless a message has begun. */
const before = (opcode: number) => (opcode === 0 ? [send(textStart('Hel'))] : []);

const reservedBits: readonly Case[] = OPCODES.flatMap((opcode) =>
  COMBINATIONS.map((combination) =>
    bits(`${named(combination)} on opcode ${opcode} fails`, [
      ...echoes(text('Hello')),
      ...before(opcode),
      send(`${hex(0x80 | (combination << 4) | opcode)} 00`),
      ...fails(1002),
    ]),
  ),
);

/** RSV1 alone on the first frame of a message means that it is compressed. */
const isAgreed = (opcode: number, combination: number) => combination === 4 && (opcode === 1 || opcode === 2);

const reservedBitsWithDeflate: readonly Case[] = OPCODES.flatMap((opcode) =>
  COMBINATIONS.filter((combination) => !isAgreed(opcode, combination)).map((combination) =>
    bitsWithDeflate(`${named(combination)} on opcode ${opcode} fails though deflate is agreed`, [
      ...before(opcode),
      send(`${hex(0x80 | (combination << 4) | opcode)} 01 00`),
      ...fails(1002),
    ]),
  ),
);

const reservedOpcodes: readonly Case[] = RESERVED_OPCODES.flatMap((opcode) => [
  opcodes(`opcode ${opcode} without a payload fails`, [send(`${hex(0x80 | opcode)} 00`), ...fails(1002)]),
  opcodes(`opcode ${opcode} with a payload fails`, [send(`${hex(0x80 | opcode)} 05 48656c6c6f`), ...fails(1002)]),
  opcodes(`opcode ${opcode} as a first fragment fails`, [send(`${hex(opcode)} 03 48656c`), ...fails(1002)]),
  opcodes(`opcode ${opcode} fails by its first two bytes`, [send(`${hex(0x80 | opcode)} 7f`), ...fails(1002)]),
  opcodes(`opcode ${opcode} fails behind good messages, which are answered`, [
    send(text('Hello'), text('again'), `${hex(0x80 | opcode)} 00`, text('never')),
    { kind: 'expect', frames: [text('Hello'), text('again')] },
    ...fails(1002),
  ]),
  opcodes(`opcode ${opcode} fails inside a fragmented message`, [send(textStart('Hel'), `${hex(0x80 | opcode)} 02 6c6f`), ...fails(1002)]),
]);

const defined: readonly Case[] = [
  opcodes('all six opcodes that there are pass', [
    ...echoes('81 00', '82 00'),
    send('8a 00', '01 00', '89 00', '80 00'),
    { kind: 'expect', frames: ['8a 00', '81 00'] },
    ...closes(),
  ]),
];

export const reserved: readonly Case[] = [...reservedBits, ...reservedBitsWithDeflate, ...reservedOpcodes, ...defined];
