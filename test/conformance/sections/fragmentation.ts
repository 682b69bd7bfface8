import { type Case, conversations } from '../case.ts';
import type { FrameParts } from '../frame-fixture.ts';
import { binary, binaryStart, close, fragmentsOf, last, more, ping, pong, text, textStart } from '../frames.ts';
import { ascii, noise } from '../payloads.ts';
import { closes, echoes, expects, fails, send, sendAs, subject } from '../steps.ts';

const test = conversations('RFC 6455 §5.4 fragmentation');
const sending = conversations('RFC 6455 §5.4 fragments sent');

const together: readonly Case[] = [1, 2, 3, 7, 64, 125, 126, 4096].flatMap((size) => [
  test(`a text message of 10,000 bytes in fragments of ${size} is one message`, [
    send(...fragmentsOf(0x01, ascii(10_000), size)),
    expects(text(ascii(10_000))),
    ...closes(),
  ]),
  test(`a binary message of 10,000 bytes in fragments of ${size} is one message`, [
    send(...fragmentsOf(0x02, noise(10_000), size)),
    expects(binary(noise(10_000))),
    ...closes(),
  ]),
]);

const EMPTY: readonly { readonly name: string; readonly frames: readonly FrameParts[]; readonly payload: string }[] = [
  { name: 'the first fragment is empty', frames: [textStart(''), last('Hello')], payload: 'Hello' },
  { name: 'the last fragment is empty', frames: [textStart('Hello'), last('')], payload: 'Hello' },
  { name: 'a fragment in the middle is empty', frames: [textStart('Hel'), more(''), last('lo')], payload: 'Hello' },
  { name: 'only the fragment in the middle is not empty', frames: [textStart(''), more('Hello'), last('')], payload: 'Hello' },
  { name: 'two fragments are empty', frames: [textStart(''), last('')], payload: '' },
  { name: 'three fragments are empty', frames: [textStart(''), more(''), last('')], payload: '' },
  { name: 'a hundred fragments are empty', frames: [textStart(''), ...Array.from({ length: 98 }, () => more('')), last('')], payload: '' },
];

const empty: readonly Case[] = EMPTY.flatMap(({ name, frames, payload }) => [
  test(`${name}, in a text message`, [send(...frames), expects(text(payload)), ...closes()]),
  test(`${name}, in a binary message`, [
    send(...frames.map((frame) => (frame.first === 0x01 ? { ...frame, first: 0x02 } : frame))),
    expects(binary(payload)),
    ...closes(),
  ]),
  test(`${name}, cut at every byte`, [sendAs({ chunkBytes: 1 }, ...frames), expects(text(payload)), ...closes()]),
]);

const afterMessage: readonly Case[] = [
  test('a continuation fails behind a whole message', [...echoes(text('Hello')), send(last('again')), ...fails(1002)]),
  test('a continuation fails behind a fragmented message', [
    send(textStart('Hel'), last('lo')),
    expects(text('Hello')),
    send(last('again')),
    ...fails(1002),
  ]),
  test('an unfinished continuation fails behind a fragmented message', [
    send(textStart('Hel'), last('lo')),
    expects(text('Hello')),
    send(more('again')),
    ...fails(1002),
  ]),
  test('a continuation fails by its header', [send('80 05'), ...fails(1002)]),
  test('fragmented messages follow one another', [
    send(textStart('Hel'), last('lo'), binaryStart('by'), more('t'), last('es'), textStart(''), last('end')),
    expects(text('Hello'), binary('bytes'), text('end')),
    ...closes(),
  ]),
];

const controls: readonly Case[] = [
  ...[
    { name: 'a ping', frame: ping('Hello'), answers: [pong('Hello')] },
    { name: 'an empty ping', frame: ping(), answers: [pong()] },
    { name: 'a pong', frame: pong('Hello'), answers: [] },
  ].flatMap(({ name, frame, answers }) => [
    test(`${name} between two fragments is answered before the message ends`, [
      send(textStart('Hel'), frame),
      ...(answers.length > 0 ? [expects(...answers)] : []),
      send(last('lo')),
      expects(text('Hello')),
      ...closes(),
    ]),
    test(`${name} behind each of ten fragments`, [
      send(textStart('0'), frame, ...Array.from({ length: 8 }, (_, index) => [more(`${index + 1}`), frame]).flat(), last('9')),
      expects(...Array.from({ length: 9 }, () => answers).flat(), text('0123456789')),
      ...closes(),
    ]),
  ]),
  test('a ping inside a fragmented message, cut at every byte', [
    sendAs({ chunkBytes: 1 }, textStart('Hel'), ping('ping'), more('lo'), ping('pong'), last('!')),
    expects(pong('ping'), pong('pong'), text('Hello!')),
    ...closes(),
  ]),
  test('a close frame between two fragments ends the connection, and the message with it', [
    send(textStart('Hel'), close(1001), last('lo')),
    expects(close(1001)),
    { kind: 'expectEnd', first: 'server' },
  ]),
];

const fragmentedControls: readonly Case[] = [
  { name: 'close', first: '08' },
  { name: 'ping', first: '09' },
  { name: 'pong', first: '0a' },
].flatMap(({ name, first }) => [
  test(`a fragmented ${name} fails`, [send(`${first} 02 03e8`, '80 00'), ...fails(1002)]),
  test(`a fragmented ${name} without a payload fails`, [send(`${first} 00`), ...fails(1002)]),
  test(`a fragmented ${name} fails inside a fragmented message`, [send(textStart('Hel'), `${first} 00`, last('lo')), ...fails(1002)]),
]);

const outbound: readonly Case[] = [1, 2, 15, 16, 17].flatMap((size) =>
  [0, 1, 16, 17, 32, 33, 50].map((length) =>
    sending(
      `${length} bytes with fragmentBytes ${size} leave in frames of that size`,
      [
        send(binary(noise(length)), text(ascii(length))),
        expects(...fragmentsOf(0x02, noise(length), size), ...fragmentsOf(0x01, ascii(length), size)),
        ...closes(),
      ],
      { options: { fragmentBytes: size } },
    ),
  ),
);

const streamed: readonly Case[] = [
  sending('a text message sent from a stream', [
    subject((socket) => socket.sendStream('text', piecesOf(['Hel', '', 'lo']))),
    expects(textStart('Hel'), more(''), more('lo'), last('')),
    ...closes(),
  ]),
  sending('a text message from a stream whose pieces cut a surrogate pair is UTF-8', [
    subject((socket) => socket.sendStream('text', piecesOf(['a\ud83d', '\ude00b']))),
    expects(textStart('a'), more('\u{1f600}b'), last('')),
    ...closes(),
  ]),
  sending('a binary message sent from a stream', [
    subject((socket) => socket.sendStream('binary', piecesOf([Buffer.of(1, 2), Buffer.of(3)]))),
    expects('02 02 0102', '00 01 03', '80 00'),
    ...closes(),
  ]),
  sending('a pong goes between the fragments of a stream, and a message behind them', [
    subject((socket) => {
      void socket.sendStream('text', piecesOf(['Hel', 'lo']));
      socket.send('behind');
    }),
    expects(textStart('Hel'), more('lo'), last(''), text('behind')),
    ...closes(),
  ]),
];

async function* piecesOf<Piece>(pieces: readonly Piece[]): AsyncGenerator<Piece> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

export const fragmentation: readonly Case[] = [
  ...together,
  ...empty,
  ...afterMessage,
  ...controls,
  ...fragmentedControls,
  ...outbound,
  ...streamed,
];
