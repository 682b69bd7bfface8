import { type Case, conversations } from '../case.ts';
import { close, text } from '../frames.ts';
import { bytesOf } from '../hex.ts';
import { ascii } from '../payloads.ts';
import { closes, echoes, expects, fails, refuses, reports, send, sendAs, subject } from '../steps.ts';
import { INCOMPLETE, INVALID } from './utf8-samples.ts';

const codes = conversations('RFC 6455 §7.4 close codes');
const frames = conversations('RFC 6455 §5.5.1 close frames');

const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const INVALID_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535];

const received: readonly Case[] = [
  ...VALID_CODES.flatMap((code) => [
    codes(`${code} is answered with itself`, [
      send(close(code)),
      expects(close(code)),
      { kind: 'expectEnd', first: 'server' },
      reports(code),
    ]),
    codes(`${code} with a reason is answered with both`, [
      send(close(code, 'so it is')),
      expects(close(code, 'so it is')),
      { kind: 'expectEnd', first: 'server' },
      reports(code, 'so it is'),
    ]),
  ]),
  ...INVALID_CODES.flatMap((code) => [
    codes(`${code} may not be on the wire`, [send(close(code)), ...fails(1002), reports(1006, '', false)]),
    codes(`${code} with a reason may not be on the wire`, [send(close(code, 'so it is')), ...fails(1002)]),
  ]),
];

const sentCodes: readonly Case[] = [
  ...VALID_CODES.map((code) =>
    codes(`${code} is sent when the application closes with it`, [
      subject((socket) => socket.close(code, 'reason')),
      expects(close(code, 'reason')),
      send(close(code, 'reason')),
      { kind: 'expectEnd', first: 'server' },
      reports(code, 'reason'),
    ]),
  ),
  ...INVALID_CODES.filter((code) => code !== 1005).map((code) =>
    codes(`${code} is refused when the application closes with it`, [
      refuses('RangeError', (socket) => socket.close(code)),
      ...echoes(text('still open')),
      ...closes(),
    ]),
  ),
];

const payloads: readonly Case[] = [
  frames('no payload is answered with none, and reported as 1005', [
    send(close()),
    expects(close()),
    { kind: 'expectEnd', first: 'server' },
    reports(1005),
  ]),
  frames('a payload of one byte fails', [send('88 01 03'), ...fails(1002), reports(1006, '', false)]),
  frames('a payload of one byte fails, whatever it is', [send('88 01 00'), ...fails(1002)]),
  ...[0, 1, 2, 122, 123].map((length) =>
    frames(`a reason of ${length} bytes is answered with itself`, [
      send(close(1000, ascii(length))),
      expects(close(1000, ascii(length))),
      { kind: 'expectEnd', first: 'server' },
      reports(1000, ascii(length).toString()),
    ]),
  ),
  frames('a reason of 124 bytes fails', [send(close(1000, ascii(124))), ...fails(1002)]),
  frames('a reason of 123 bytes of UTF-8 is answered with itself', [
    send(close(1000, '€'.repeat(41))),
    expects(close(1000, '€'.repeat(41))),
    { kind: 'expectEnd', first: 'server' },
    reports(1000, '€'.repeat(41)),
  ]),
  frames('a close frame cut at every byte', [
    sendAs({ chunkBytes: 1 }, close(4321, 'so it is')),
    expects(close(4321, 'so it is')),
    { kind: 'expectEnd', first: 'server' },
  ]),
  ...INVALID.map(({ name, prefix, rest }) =>
    frames(`a reason that is no UTF-8: ${name}`, [send(close(1000, bytesOf(prefix + rest))), ...fails(1007)]),
  ),
  ...INCOMPLETE.map(({ name, hex }) =>
    frames(`a reason that ends inside a character: ${name}`, [send(close(1000, bytesOf(hex))), ...fails(1007)]),
  ),
];

const sentPayloads: readonly Case[] = [
  frames('1005 from the application is no code on the wire', [
    subject((socket) => socket.close(1005)),
    expects(close()),
    send(close()),
    { kind: 'expectEnd', first: 'server' },
    reports(1005),
  ]),
  frames('1005 with a reason is refused, for a reason needs a code', [
    refuses('RangeError', (socket) => socket.close(1005, 'reason')),
    ...echoes(text('still open')),
    ...closes(),
  ]),
  frames('by default the application closes with 1000', [
    subject((socket) => socket.close()),
    expects(close(1000)),
    send(close(1000)),
    { kind: 'expectEnd', first: 'server' },
    reports(1000),
  ]),
  frames('a reason of 123 bytes is sent', [
    subject((socket) => socket.close(1000, ascii(123).toString())),
    expects(close(1000, ascii(123))),
    send(close(1000)),
    { kind: 'expectEnd', first: 'server' },
  ]),
  frames('a reason of 124 bytes is refused', [
    refuses('RangeError', (socket) => socket.close(1000, ascii(124).toString())),
    ...echoes(text('still open')),
    ...closes(),
  ]),
  frames('a reason of 42 characters is refused when it has 126 bytes', [
    refuses('RangeError', (socket) => socket.close(1000, '€'.repeat(42))),
    ...echoes(text('still open')),
    ...closes(),
  ]),
];

export const closeFrames: readonly Case[] = [...received, ...sentCodes, ...payloads, ...sentPayloads];
