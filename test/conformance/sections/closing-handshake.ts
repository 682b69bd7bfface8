import { type Case, conversations } from '../case.ts';
import { binary, close, last, ping, pong, text, textStart } from '../frames.ts';
import { noise } from '../payloads.ts';
import { expects, reports, send, subject } from '../steps.ts';

const handshake = conversations('RFC 6455 §7.1 closing handshake');

const afterClose: readonly Case[] = [
  { name: 'a text message', frame: text('late') },
  { name: 'a binary message', frame: binary(noise(1000)) },
  { name: 'a fragment', frame: textStart('la') },
  { name: 'a ping', frame: ping('late') },
  { name: 'a pong', frame: pong('late') },
  { name: 'a second close frame', frame: close(1001) },
  { name: 'a wrong frame', frame: 'ff 00' },
  { name: 'a message that is no UTF-8', frame: '81 01 ff' },
  { name: 'a continuation', frame: last('te') },
].flatMap(({ name, frame }) => [
  handshake(`${name} behind the close frame is ignored`, [
    send(close(1000), frame),
    expects(close(1000)),
    { kind: 'expectEnd', first: 'server' },
    reports(1000),
  ]),
  handshake(`${name} behind the close frame, in a chunk of its own, is ignored`, [
    send(close(1000)),
    send(frame),
    expects(close(1000)),
    { kind: 'expectEnd', first: 'server' },
    reports(1000),
  ]),
]);

const SHORT = { options: { limits: { closeTimeoutMs: 200 } } };

const closing: readonly Case[] = [
  handshake('both close at the same time: each sends one close frame', [
    subject((socket) => socket.close(1000, 'mine')),
    send(close(1001, 'theirs')),
    expects(close(1000, 'mine')),
    { kind: 'expectEnd', first: 'server' },
    reports(1001, 'theirs'),
  ]),
  handshake('the application closes twice: one close frame', [
    subject((socket) => {
      socket.close(1000, 'once');
      socket.close(1001, 'twice');
    }),
    expects(close(1000, 'once')),
    send(close(1000, 'once')),
    { kind: 'expectEnd', first: 'server' },
  ]),
  handshake('messages sent before the close frame leave before it, those sent behind it never', [
    subject((socket) => {
      socket.send('before');
      socket.close(1000);
      socket.send('behind');
      socket.ping('behind');
    }),
    expects(text('before'), close(1000)),
    send(close(1000)),
    { kind: 'expectEnd', first: 'server' },
  ]),
  handshake('messages and pings that arrive while it waits for the answer are not answered', [
    subject((socket) => socket.close(1000)),
    expects(close(1000)),
    send(text('on its way'), ping('on its way'), textStart('half'), pong(), close(1000)),
    { kind: 'expectEnd', first: 'server' },
    reports(1000),
  ]),
  handshake('a wrong frame while it waits for the answer ends TCP without a second close frame', [
    subject((socket) => socket.close(1000)),
    expects(close(1000)),
    send('83 00'),
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  handshake('messages right before the close frame are answered', [
    send(text('1'), text('2'), binary('3'), close(1000)),
    expects(text('1'), text('2'), binary('3'), close(1000)),
    { kind: 'expectEnd', first: 'server' },
  ]),
  handshake('a message in progress when the close frame comes is dropped', [
    send(textStart('half'), close(1000)),
    expects(close(1000)),
    { kind: 'expectEnd', first: 'server' },
    reports(1000),
  ]),
  handshake(
    'a peer that does not answer the close frame is cut off after closeTimeoutMs',
    [subject((socket) => socket.close(1000)), expects(close(1000)), { kind: 'expectCut', afterMs: 190 }, reports(1006, '', false)],
    SHORT,
  ),
  handshake(
    'a peer that sends on instead of answering the close frame is cut off after closeTimeoutMs',
    [
      subject((socket) => socket.close(1000)),
      expects(close(1000)),
      send(text('on and on')),
      send(ping('on and on')),
      { kind: 'expectCut', afterMs: 190 },
      reports(1006, '', false),
    ],
    SHORT,
  ),
];

export const closingHandshake: readonly Case[] = [...afterClose, ...closing];
