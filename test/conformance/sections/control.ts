import { type Case, conversations } from '../case.ts';
import { binary, close, ping, pong, text } from '../frames.ts';
import { ascii, noise } from '../payloads.ts';
import { closes, echoes, expects, fails, refuses, send, sendAs, subject } from '../steps.ts';

const frames = conversations('RFC 6455 §5.5 control frames');
const pings = conversations('RFC 6455 §5.5.2 ping');
const pongs = conversations('RFC 6455 §5.5.3 pong');

const CONTROLS = [
  { name: 'close', first: '88' },
  { name: 'ping', first: '89' },
  { name: 'pong', first: '8a' },
];

const tooLong: readonly Case[] = CONTROLS.flatMap(({ name, first }) => [
  frames(`a ${name} of 126 bytes fails`, [send({ first: Number.parseInt(first, 16), payload: ascii(126) }), ...fails(1002)]),
  frames(`a ${name} of 65,536 bytes fails`, [send({ first: Number.parseInt(first, 16), payload: ascii(65_536) }), ...fails(1002)]),
  frames(`a ${name} with a length of 16 bits fails by its first two bytes`, [send(`${first} 7e`), ...fails(1002)]),
  frames(`a ${name} with a length of 64 bits fails by its first two bytes`, [send(`${first} 7f`), ...fails(1002)]),
  frames(`a ${name} whose short length is in the 16-bit form fails`, [send(`${first} 7e 0002 03e8`), ...fails(1002)]),
]);

const answered: readonly Case[] = [
  ...Array.from({ length: 126 }, (_, length) =>
    pings(`a ping of ${length} bytes is answered with them`, [send(ping(noise(length))), expects(pong(noise(length))), ...closes()]),
  ),
  pings('a ping of 125 bytes, cut at every byte', [sendAs({ chunkBytes: 1 }, ping(noise(125))), expects(pong(noise(125))), ...closes()]),
  pings('a ping whose payload is no UTF-8', [send('89 04 00fffeff'), expects('8a 04 00fffeff'), ...closes()]),
  pings('ten pings in a row are answered in order', [
    send(...Array.from({ length: 10 }, (_, index) => ping(`ping ${index}`))),
    expects(...Array.from({ length: 10 }, (_, index) => pong(`ping ${index}`))),
    ...closes(),
  ]),
  pings('ten pings in a row, cut at every byte, are answered in order', [
    sendAs({ chunkBytes: 1 }, ...Array.from({ length: 10 }, (_, index) => ping(`ping ${index}`))),
    expects(...Array.from({ length: 10 }, (_, index) => pong(`ping ${index}`))),
    ...closes(),
  ]),
  pings('pings between messages are answered in their place', [
    send(ping('1'), text('a'), ping('2'), binary('b'), ping('3')),
    expects(pong('1'), text('a'), pong('2'), binary('b'), pong('3')),
    ...closes(),
  ]),
  pings('a ping right before the close frame is answered', [
    send(ping('last'), close(1000)),
    expects(pong('last'), close(1000)),
    { kind: 'expectEnd', first: 'server' },
  ]),
];

const sent: readonly Case[] = [
  ...[0, 1, 124, 125].map((length) =>
    pings(`a ping of ${length} bytes is sent`, [
      subject((socket) => socket.ping(noise(length))),
      expects(ping(noise(length))),
      send(pong(noise(length))),
      ...closes(),
    ]),
  ),
  pings('a ping of 126 bytes is not sent', [
    refuses('RangeError', (socket) => socket.ping(noise(126))),
    ...echoes(text('Hello')),
    ...closes(),
  ]),
  pings('a ping is sent as UTF-8', [subject((socket) => socket.ping('é')), expects('89 02 c3a9'), ...closes()]),
];

const unsolicited: readonly Case[] = [
  pongs('an empty pong that nobody asked for is ignored', [send(pong()), ...echoes(text('Hello')), ...closes()]),
  pongs('a pong with a payload that nobody asked for is ignored', [send(pong('Hello')), ...echoes(text('Hello')), ...closes()]),
  pongs('a pong of 125 bytes is ignored', [send(pong(noise(125))), ...echoes(text('Hello')), ...closes()]),
  pongs('ten pongs that nobody asked for are ignored', [
    send(...Array.from({ length: 10 }, (_, index) => pong(`pong ${index}`))),
    ...echoes(text('Hello')),
    ...closes(),
  ]),
  pongs('a ping behind an unsolicited pong is answered', [send(pong('unasked'), ping('asked')), expects(pong('asked')), ...closes()]),
  pongs('only one of several pings need be answered by the peer', [
    subject((socket) => {
      for (const payload of ['1', '2', '3']) socket.ping(payload);
    }),
    expects(ping('1'), ping('2'), ping('3')),
    send(pong('3')),
    ...echoes(text('Hello')),
    ...closes(),
  ]),
  pongs('a pong that answers no ping of ours is ignored', [
    subject((socket) => socket.ping('mine')),
    expects(ping('mine')),
    send(pong('other')),
    ...echoes(text('Hello')),
    ...closes(),
  ]),
];

export const control: readonly Case[] = [...tooLong, ...answered, ...sent, ...unsolicited];
