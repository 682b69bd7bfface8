import { describe, expect, it } from 'vitest';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { frameOf, joined, type PlainFrame, plainFrame, utf8 } from '../support/frame-of.ts';
import { MessageReader, type ReaderOptions } from '../support/message-reader.ts';
import { messagesOf } from '../support/recording-message-sink.ts';

const NOTHING = new Uint8Array(0);

/** Every way in which a server and a client may get the same frames. */
function arrivalsAtBoth(frames: readonly PlainFrame[]): { role: 'client' | 'server'; chunks: Uint8Array[] }[] {
  const masked = arrivalsOf(joined(...frames.map((frame) => frameOf(frame, '37fa213d'))));
  const unmasked = arrivalsOf(joined(...frames.map((frame) => frameOf(frame))));
  return [
    ...masked.map((chunks) => ({ role: 'server' as const, chunks })),
    ...unmasked.map((chunks) => ({ role: 'client' as const, chunks })),
  ];
}

const whole = [
  { name: 'a text', frames: [plainFrame(true, 1, 'Hello')], events: [{ message: 'Hello' }] },
  { name: 'a text beyond ASCII', frames: [plainFrame(true, 1, 'aé€😀')], events: [{ message: 'aé€😀' }] },
  { name: 'a text that is a byte order mark (§5.6)', frames: [plainFrame(true, 1, '\ufeff')], events: [{ message: '\ufeff' }] },
  { name: 'bytes', frames: [plainFrame(true, 2, bytesOf('00ff80c3'))], events: [{ message: bytesOf('00ff80c3') }] },
  { name: 'an empty text', frames: [plainFrame(true, 1, '')], events: [{ message: '' }] },
  { name: 'an empty binary message', frames: [plainFrame(true, 2, '')], events: [{ message: NOTHING }] },
  {
    name: 'two messages',
    frames: [plainFrame(true, 1, 'a'), plainFrame(true, 2, 'b')],
    events: [{ message: 'a' }, { message: utf8('b') }],
  },
  {
    name: 'a fragmented text (§5.4)',
    frames: [plainFrame(false, 1, 'Hel'), plainFrame(true, 0, 'lo')],
    events: [{ message: 'Hello' }],
  },
  {
    name: 'fragments that cut a character (§5.4)',
    frames: [plainFrame(false, 1, bytesOf('f0')), plainFrame(false, 0, bytesOf('9f98')), plainFrame(true, 0, bytesOf('80'))],
    events: [{ message: '😀' }],
  },
  {
    name: 'empty fragments at the beginning, within and at the end (§5.4)',
    frames: [
      plainFrame(false, 1, ''),
      plainFrame(false, 0, 'a'),
      plainFrame(false, 0, ''),
      plainFrame(false, 0, 'b'),
      plainFrame(true, 0, ''),
    ],
    events: [{ message: 'ab' }],
  },
  {
    name: 'fragments that are all empty (§5.4)',
    frames: [plainFrame(false, 2, ''), plainFrame(false, 0, ''), plainFrame(true, 0, '')],
    events: [{ message: NOTHING }],
  },
  {
    name: 'control frames between fragments (§5.4)',
    frames: [
      plainFrame(false, 1, 'a'),
      plainFrame(true, 9, 'ping'),
      plainFrame(false, 0, 'b'),
      plainFrame(true, 10, ''),
      plainFrame(true, 0, 'c'),
      plainFrame(true, 8, bytesOf('03e8')),
    ],
    events: [
      { control: Opcode.ping, payload: utf8('ping') },
      { control: Opcode.pong, payload: NOTHING },
      { message: 'abc' },
      { control: Opcode.close, payload: bytesOf('03e8') },
    ],
  },
  {
    name: 'control frames of every length between messages (§5.5)',
    frames: [0, 1, 125].map((length) => plainFrame(true, 9, new Uint8Array(length).fill(length))),
    events: [0, 1, 125].map((length) => ({ control: Opcode.ping, payload: new Uint8Array(length).fill(length) })),
  },
  {
    name: 'a message of each kind after one in fragments (§5.4)',
    frames: [
      plainFrame(false, 1, 'a'),
      plainFrame(true, 0, 'b'),
      plainFrame(true, 2, 'c'),
      plainFrame(false, 2, 'd'),
      plainFrame(true, 0, 'e'),
      plainFrame(true, 1, 'f'),
    ],
    events: [{ message: 'ab' }, { message: utf8('c') }, { message: utf8('de') }, { message: 'f' }],
  },
];

/** Unmasked, with 0 for a key; `at` is the byte that proves the violation, `events` what came before it. */
const KEY = '00000000';
const violations: { name: string; hex: string; at: number; violation: string; limits?: ReaderOptions['limits'] }[] = [
  { name: 'a continuation of nothing (§5.4)', hex: `80 81 ${KEY} 61`, at: 5, violation: 'unexpected-continuation' },
  { name: 'an unfinished continuation of nothing (§5.4)', hex: `00 81 ${KEY} 61`, at: 5, violation: 'unexpected-continuation' },
  {
    name: 'a continuation of a finished message (§5.4)',
    hex: `81 81 ${KEY} 61  80 81 ${KEY} 61`,
    at: 12,
    violation: 'unexpected-continuation',
  },
  {
    name: 'a continuation of finished fragments (§5.4)',
    hex: `01 80 ${KEY}  80 80 ${KEY}  00 80 ${KEY}`,
    at: 17,
    violation: 'unexpected-continuation',
  },
  { name: 'a text within a text (§5.4)', hex: `01 81 ${KEY} 61  81 81 ${KEY} 61`, at: 12, violation: 'expected-continuation' },
  { name: 'a binary message within a text (§5.4)', hex: `01 80 ${KEY}  02 80 ${KEY}`, at: 11, violation: 'expected-continuation' },
  {
    name: 'a text within a binary message, after a ping (§5.4)',
    hex: `02 80 ${KEY}  89 80 ${KEY}  01 80 ${KEY}`,
    at: 17,
    violation: 'expected-continuation',
  },
  { name: 'a bad byte in a text (§8.1)', hex: `81 83 ${KEY} 61 ff 61`, at: 7, violation: 'invalid-utf8' },
  { name: 'a bad byte in a text beyond ASCII (§8.1)', hex: `81 84 ${KEY} c3a9 eda0`, at: 9, violation: 'invalid-utf8' },
  {
    name: 'a bad byte in a fragment, before the message ends (§8.1)',
    hex: `01 81 ${KEY} c3  00 82 ${KEY} 28 61`,
    at: 13,
    violation: 'invalid-utf8',
  },
  { name: 'a text that ends inside a character (§8.1)', hex: `81 82 ${KEY} e282`, at: 7, violation: 'invalid-utf8' },
  { name: 'fragments that end inside a character (§8.1)', hex: `01 81 ${KEY} c3  80 80 ${KEY}`, at: 12, violation: 'invalid-utf8' },
  {
    name: 'a message above the limit',
    hex: `82 85 ${KEY} 61`,
    at: 5,
    violation: 'message-too-big',
    limits: { maxMessageBytes: 4, maxFrameBytes: 9 },
  },
  {
    name: 'fragments above the limit, by the header of the one that passes it',
    hex: `02 83 ${KEY} 616161  00 81 ${KEY} 61  00 81 ${KEY} 61`,
    at: 21,
    violation: 'message-too-big',
    limits: { maxMessageBytes: 4, maxFrameBytes: 9 },
  },
  {
    name: 'one fragment too many, be it empty',
    hex: `02 80 ${KEY}  00 80 ${KEY}  00 80 ${KEY}  80 80 ${KEY}`,
    at: 23,
    violation: 'too-many-fragments',
    limits: { maxFragments: 3 },
  },
];

describe('MessageAssembler', () => {
  it.each(whole)('makes of frames $name, however they arrive', ({ frames, events }) => {
    for (const { role, chunks } of arrivalsAtBoth(frames))
      expect(new MessageReader({ role }).receive(...chunks).sink.events).toEqual(events);
  });

  it.each(whole)('streams $name, however they arrive', ({ frames, events }) => {
    for (const { role, chunks } of arrivalsAtBoth(frames)) {
      const reader = new MessageReader({ role, wants: 'streams' }).receive(...chunks);
      expect(messagesOf(reader.sink.events)).toEqual(messagesOf(events));
    }
  });

  it.each(violations)('fails at the byte that proves $name, and not before', ({ hex, at, violation, limits }) => {
    for (const wants of ['messages', 'streams'] as const) {
      const wire = bytesOf(hex);
      const reader = new MessageReader({ limits, wants }).receive(...chunksOf(wire.subarray(0, at), [1]));
      expect(reader.violation).toBeUndefined();
      expect(reader.receive(wire.slice(at, at + 1)).violation).toBe(violation);
    }
  });

  it.each(violations)('fails at $name, however it arrives', ({ hex, violation, limits }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) expect(new MessageReader({ limits }).receive(...chunks).violation).toBe(violation);
  });

  it('takes a message as long as it may be, in as many fragments as it may have', () => {
    const frames = [plainFrame(false, 2, 'abc'), plainFrame(false, 0, ''), plainFrame(true, 0, 'd')];
    const limits = { maxMessageBytes: 4, maxFragments: 3 };
    for (const { role, chunks } of arrivalsAtBoth([...frames, ...frames])) {
      const reader = new MessageReader({ role, limits }).receive(...chunks);
      expect({ violation: reader.violation, events: reader.sink.events }).toEqual({
        violation: undefined,
        events: [{ message: utf8('abcd') }, { message: utf8('abcd') }],
      });
    }
  });

  it('counts no control frame as a fragment', () => {
    const reader = new MessageReader({ limits: { maxFragments: 2, maxMessageBytes: 2 } });
    for (const plain of [
      plainFrame(false, 2, 'a'),
      plainFrame(true, 9, 'abc'),
      plainFrame(true, 9, ''),
      plainFrame(true, 10, ''),
      plainFrame(true, 0, 'b'),
    ]) {
      reader.receive(frameOf(plain, KEY));
    }
    expect(reader.violation).toBeUndefined();
    expect(reader.sink.events.at(-1)).toEqual({ message: utf8('ab') });
  });

  it('asks for no memory for a message that lies whole in its chunk', () => {
    expect(new MessageReader().receive(frameOf(plainFrame(true, 1, 'aé'), KEY), frameOf(plainFrame(true, 2, 'a'), KEY)).allocated).toEqual(
      [],
    );
  });

  it('asks for at most twice what came, however much is announced', () => {
    const reader = new MessageReader({ limits: { maxMessageBytes: Number.POSITIVE_INFINITY } });
    reader.receive(joined(bytesOf(`82 ff 0000010000000000 ${KEY}`), new Uint8Array(1000)));
    expect({ allocated: reader.allocated, violation: reader.violation }).toEqual({ allocated: [2000], violation: undefined });
  });

  it('asks for no memory for a message that its header shows to be too big', () => {
    const reader = new MessageReader({ limits: { maxMessageBytes: 100, maxFrameBytes: 1000 } });
    reader.receive(joined(bytesOf(`82 fe 0096 ${KEY}`), new Uint8Array(50)));
    expect({ allocated: reader.allocated, violation: reader.violation }).toEqual({ allocated: [], violation: 'message-too-big' });
  });

  it('keeps what came of a message apart from the chunk, which is used again', () => {
    const chunk = frameOf(plainFrame(false, 2, 'ab'), KEY);
    const reader = new MessageReader().receive(chunk);
    chunk.fill(0xff);
    expect(reader.receive(frameOf(plainFrame(true, 0, 'c'), KEY)).sink.events).toEqual([{ message: utf8('abc') }]);
  });

  it('waits before the first message until somebody takes it, but not for control frames', () => {
    for (const { role, chunks } of arrivalsAtBoth([plainFrame(true, 9, 'p'), plainFrame(true, 1, 'a'), plainFrame(true, 1, '')])) {
      const reader = new MessageReader({ role, wants: undefined }).receive(...chunks);
      expect(reader.sink.events).toEqual([{ control: Opcode.ping, payload: utf8('p') }]);
      reader.sink.wants = 'messages';
      reader.goOn();
      expect(reader.sink.events.slice(1)).toEqual([{ message: 'a' }, { message: '' }]);
    }
  });

  it('delivers a message in fragments in the way that was wanted when it began', () => {
    const reader = new MessageReader({ wants: 'streams' }).receive(frameOf(plainFrame(false, 1, 'a'), KEY));
    reader.sink.wants = 'messages';
    reader.receive(frameOf(plainFrame(true, 0, 'b'), KEY), frameOf(plainFrame(true, 1, 'c'), KEY));
    expect(reader.sink.events).toEqual([
      { stream: Opcode.text },
      { fragment: 'a' },
      { fragment: 'b' },
      { streamEnd: true },
      { message: 'c' },
    ]);
  });

  it('reads nothing while its sink has stopped reading', () => {
    const reader = new MessageReader();
    reader.sink.readingStopped = true;
    reader.receive(frameOf(plainFrame(true, 9, ''), KEY));
    expect(reader.sink.events).toEqual([]);
    reader.sink.readingStopped = false;
    reader.goOn();
    expect(reader.sink.events).toEqual([{ control: Opcode.ping, payload: NOTHING }]);
  });
});
