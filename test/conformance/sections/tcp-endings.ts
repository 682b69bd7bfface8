import { type Case, conversations } from '../case.ts';
import { close, text, textStart } from '../frames.ts';
import { echoes, expects, reports, send, subject } from '../steps.ts';

const tcp = conversations('RFC 6455 §7.1.1 end of TCP');

const SHORT = { options: { limits: { closeTimeoutMs: 200 } } };

export const tcpEndings: readonly Case[] = [
  tcp(
    'a client waits for the server to end TCP, until closeTimeoutMs',
    [send(close(1000)), expects(close(1000)), { kind: 'expectCut', afterMs: 190 }, reports(1000)],
    { ...SHORT, sides: ['client'] },
  ),
  tcp(
    'a server ends TCP at once, and cuts off a client that does not',
    [send(close(1000)), expects(close(1000)), { kind: 'expectCut', afterMs: 0 }, reports(1000)],
    { ...SHORT, sides: ['server'] },
  ),
  tcp(
    'a server that has closed ends TCP as soon as the answer is in',
    [subject((socket) => socket.close(1000)), expects(close(1000)), send(close(1000)), { kind: 'expectCut', afterMs: 0 }, reports(1000)],
    { ...SHORT, sides: ['server'] },
  ),
  tcp(
    'a peer that does not end TCP after a failure is cut off after closeTimeoutMs',
    [send('83 00'), { kind: 'expectClose', code: 1002 }, { kind: 'expectCut', afterMs: 0 }, reports(1006, '', false)],
    SHORT,
  ),
  tcp('the peer half-closes TCP without a close frame', [
    ...echoes(text('Hello')),
    { kind: 'end' },
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer half-closes TCP at once', [{ kind: 'end' }, { kind: 'expectEnd', first: 'subject' }, reports(1006, '', false)]),
  tcp('the peer half-closes TCP behind a message, which is answered', [
    send(text('Hello')),
    { kind: 'end' },
    expects(text('Hello')),
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer half-closes TCP inside a frame', [
    send('82 05 4865'),
    { kind: 'end' },
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer half-closes TCP inside a frame header', [
    send('82'),
    { kind: 'end' },
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer half-closes TCP inside a fragmented message', [
    send(textStart('Hel')),
    { kind: 'end' },
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer half-closes TCP right behind its close frame', [
    send(close(1000)),
    { kind: 'end' },
    expects(close(1000)),
    { kind: 'expectEnd', first: 'subject' },
    reports(1000),
  ]),
  tcp('the peer half-closes TCP instead of answering the close frame', [
    subject((socket) => socket.close(1000)),
    expects(close(1000)),
    { kind: 'end' },
    { kind: 'expectEnd', first: 'subject' },
    reports(1006, '', false),
  ]),
  tcp('the peer resets TCP', [...echoes(text('Hello')), { kind: 'cut' }, reports(1006, '', false)]),
  tcp('the peer resets TCP inside a frame', [send('82 05 4865'), { kind: 'cut' }, reports(1006, '', false)]),
  tcp('the peer resets TCP instead of answering the close frame', [
    subject((socket) => socket.close(1000)),
    expects(close(1000)),
    { kind: 'cut' },
    reports(1006, '', false),
  ]),
  tcp('the application cuts the connection: no close frame', [
    ...echoes(text('Hello')),
    subject((socket) => socket.destroy()),
    { kind: 'expectCut', afterMs: 0 },
    reports(1006, '', false),
  ]),
];
