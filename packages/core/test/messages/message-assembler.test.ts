import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inflation } from '../../src/messages/inflation.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { anyChunkSizes, arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { frameOf, joined, type PlainFrame } from '../support/frame-of.ts';
import { ManualInflater } from '../support/manual-inflater.ts';
import { MessageReader, type ReaderOptions } from '../support/message-reader.ts';
import type { MessageEvent } from '../support/recording-message-sink.ts';

const NOTHING = new Uint8Array(0);
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Every way in which a server and a client may get the same frames. */
function arrivalsAtBoth(frames: readonly PlainFrame[]): { role: 'client' | 'server'; chunks: Uint8Array[] }[] {
  const masked = arrivalsOf(joined(...frames.map((frame) => frameOf(frame, '37fa213d'))));
  const unmasked = arrivalsOf(joined(...frames.map((frame) => frameOf(frame))));
  return [
    ...masked.map((chunks) => ({ role: 'server' as const, chunks })),
    ...unmasked.map((chunks) => ({ role: 'client' as const, chunks })),
  ];
}

function frame(fin: boolean, opcode: number, payload: string | Uint8Array, rsv1 = false): PlainFrame {
  return { fin, rsv1, opcode, payload: typeof payload === 'string' ? utf8(payload) : payload };
}

const whole = [
  { name: 'a text', frames: [frame(true, 1, 'Hello')], events: [{ message: 'Hello' }] },
  { name: 'a text beyond ASCII', frames: [frame(true, 1, 'aé€😀')], events: [{ message: 'aé€😀' }] },
  { name: 'a text that is a byte order mark (§5.6)', frames: [frame(true, 1, '\ufeff')], events: [{ message: '\ufeff' }] },
  { name: 'bytes', frames: [frame(true, 2, bytesOf('00ff80c3'))], events: [{ message: bytesOf('00ff80c3') }] },
  { name: 'an empty text', frames: [frame(true, 1, '')], events: [{ message: '' }] },
  { name: 'an empty binary message', frames: [frame(true, 2, '')], events: [{ message: NOTHING }] },
  { name: 'two messages', frames: [frame(true, 1, 'a'), frame(true, 2, 'b')], events: [{ message: 'a' }, { message: utf8('b') }] },
  {
    name: 'a fragmented text (§5.4)',
    frames: [frame(false, 1, 'Hel'), frame(true, 0, 'lo')],
    events: [{ message: 'Hello' }],
  },
  {
    name: 'fragments that cut a character (§5.4)',
    frames: [frame(false, 1, bytesOf('f0')), frame(false, 0, bytesOf('9f98')), frame(true, 0, bytesOf('80'))],
    events: [{ message: '😀' }],
  },
  {
    name: 'empty fragments at the beginning, within and at the end (§5.4)',
    frames: [frame(false, 1, ''), frame(false, 0, 'a'), frame(false, 0, ''), frame(false, 0, 'b'), frame(true, 0, '')],
    events: [{ message: 'ab' }],
  },
  {
    name: 'fragments that are all empty (§5.4)',
    frames: [frame(false, 2, ''), frame(false, 0, ''), frame(true, 0, '')],
    events: [{ message: NOTHING }],
  },
  {
    name: 'control frames between fragments (§5.4)',
    frames: [
      frame(false, 1, 'a'),
      frame(true, 9, 'ping'),
      frame(false, 0, 'b'),
      frame(true, 10, ''),
      frame(true, 0, 'c'),
      frame(true, 8, bytesOf('03e8')),
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
    frames: [0, 1, 125].map((length) => frame(true, 9, new Uint8Array(length).fill(length))),
    events: [0, 1, 125].map((length) => ({ control: Opcode.ping, payload: new Uint8Array(length).fill(length) })),
  },
  {
    name: 'a message of each kind after one in fragments (§5.4)',
    frames: [
      frame(false, 1, 'a'),
      frame(true, 0, 'b'),
      frame(true, 2, 'c'),
      frame(false, 2, 'd'),
      frame(true, 0, 'e'),
      frame(true, 1, 'f'),
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
    const frames = [frame(false, 2, 'abc'), frame(false, 0, ''), frame(true, 0, 'd')];
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
    for (const plain of [frame(false, 2, 'a'), frame(true, 9, 'abc'), frame(true, 9, ''), frame(true, 10, ''), frame(true, 0, 'b')]) {
      reader.receive(frameOf(plain, KEY));
    }
    expect(reader.violation).toBeUndefined();
    expect(reader.sink.events.at(-1)).toEqual({ message: utf8('ab') });
  });

  it('asks for no memory for a message that lies whole in its chunk', () => {
    expect(new MessageReader().receive(frameOf(frame(true, 1, 'aé'), KEY), frameOf(frame(true, 2, 'a'), KEY)).allocated).toEqual([]);
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
    const chunk = frameOf(frame(false, 2, 'ab'), KEY);
    const reader = new MessageReader().receive(chunk);
    chunk.fill(0xff);
    expect(reader.receive(frameOf(frame(true, 0, 'c'), KEY)).sink.events).toEqual([{ message: utf8('abc') }]);
  });

  it('waits before the first message until somebody takes it, but not for control frames', () => {
    for (const { role, chunks } of arrivalsAtBoth([frame(true, 9, 'p'), frame(true, 1, 'a'), frame(true, 1, '')])) {
      const reader = new MessageReader({ role, wants: undefined }).receive(...chunks);
      expect(reader.sink.events).toEqual([{ control: Opcode.ping, payload: utf8('p') }]);
      reader.sink.wants = 'messages';
      reader.goOn();
      expect(reader.sink.events.slice(1)).toEqual([{ message: 'a' }, { message: '' }]);
    }
  });

  it('delivers a message in fragments in the way that was wanted when it began', () => {
    const reader = new MessageReader({ wants: 'streams' }).receive(frameOf(frame(false, 1, 'a'), KEY));
    reader.sink.wants = 'messages';
    reader.receive(frameOf(frame(true, 0, 'b'), KEY), frameOf(frame(true, 1, 'c'), KEY));
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
    reader.receive(frameOf(frame(true, 9, ''), KEY));
    expect(reader.sink.events).toEqual([]);
    reader.sink.readingStopped = false;
    reader.goOn();
    expect(reader.sink.events).toEqual([{ control: Opcode.ping, payload: NOTHING }]);
  });
});

/** Messages with their fragments joined, and control frames; the same for both ways of delivery. */
function messagesOf(events: readonly MessageEvent[]): MessageEvent[] {
  const messages: MessageEvent[] = [];
  let parts: (string | Uint8Array)[] = [];
  let opcode = 0;
  for (const event of events) {
    if ('stream' in event) opcode = event.stream;
    else if ('fragment' in event) parts.push(event.fragment);
    else if ('streamEnd' in event) {
      const bytes = joined(...parts.map((part) => (typeof part === 'string' ? utf8(part) : part)));
      messages.push({ message: opcode === Opcode.text ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes });
      parts = [];
    } else messages.push(event);
  }
  return messages;
}

/** A message on its way: cut in fragments, deflated or not, with a ping between its fragments. */
interface AnySending {
  readonly message: string | Uint8Array;
  readonly isDeflated: boolean;
  readonly fragmentSizes: readonly number[];
  readonly pings: boolean;
}

const anySending: fc.Arbitrary<AnySending> = fc.record({
  message: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.integer({ min: 100, max: 3000 }).map((length) => 'é'.repeat(length)),
    fc.integer({ min: 100, max: 3000 }).map((length) => new Uint8Array(length).map((_, at) => at * at)),
  ),
  isDeflated: fc.boolean(),
  fragmentSizes: anyChunkSizes,
  pings: fc.boolean(),
});

function framesOf({ message, isDeflated, fragmentSizes, pings }: AnySending): PlainFrame[] {
  const opcode = typeof message === 'string' ? Opcode.text : Opcode.binary;
  const plain = typeof message === 'string' ? utf8(message) : message;
  const payload = isDeflated ? zlibDeflater({ level: 6, memLevel: 8 }, 15).deflateSync(plain, undefined) : plain;
  const pieces = payload.length === 0 ? [payload] : chunksOf(payload, fragmentSizes);
  return pieces.flatMap((piece, nth) => [
    frame(nth === pieces.length - 1, nth === 0 ? opcode : Opcode.continuation, piece, isDeflated && nth === 0),
    ...(pings ? [frame(true, Opcode.ping, `${nth}`)] : []),
  ]);
}

/** What must come of these frames: each control frame where it stands, each message where its last frame stands. */
function eventsOf(sendings: readonly AnySending[]): MessageEvent[] {
  return sendings.flatMap((sending) =>
    framesOf(sending).flatMap(({ fin, opcode, payload }): MessageEvent[] => {
      if (opcode === Opcode.ping) return [{ control: opcode, payload }];
      const { message } = sending;
      return fin ? [{ message: typeof message === 'string' ? message : Uint8Array.from(message) }] : [];
    }),
  );
}

describe('MessageAssembler, of any sequence of frames', () => {
  it.each(['messages', 'streams'] as const)('makes the same %s in any chunks, with and without deflate, in order', async (wants) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySending, { maxLength: 5 }), anyChunkSizes, fc.boolean(), async (sendings, sizes, isMasked) => {
        const wire = joined(
          ...sendings.flatMap((sending) => framesOf(sending).map((plain) => frameOf(plain, isMasked ? '9a8b7c6d' : undefined))),
        );
        const inflation = new Inflation(zlibInflater, 1 << 20, undefined);
        const reader = new MessageReader({ role: isMasked ? 'server' : 'client', inflation, wants });
        await reader.receiveAll(chunksOf(wire, sizes));
        expect(reader.violation).toBeUndefined();
        expect(messagesOf(reader.sink.events)).toEqual(eventsOf(sendings));
      }),
      { numRuns: 100 },
    );
  });
});

/** The examples of RFC 7692 §7.2.3, as a server sends them. */
const compressed: { name: string; hex: string; windowBits?: number; events: MessageEvent[] }[] = [
  { name: 'a message (§7.2.3.1)', hex: 'c1 07 f248cdc9c90700', events: [{ message: 'Hello' }] },
  { name: 'a message in fragments (§7.2.3.1)', hex: '41 03 f248cd  80 04 c9c90700', events: [{ message: 'Hello' }] },
  {
    name: 'a message that looks back at another (§7.2.3.2)',
    hex: 'c1 07 f248cdc9c90700  c1 05 f200110000',
    windowBits: 15,
    events: [{ message: 'Hello' }, { message: 'Hello' }],
  },
  { name: 'a block without compression (§7.2.3.3)', hex: 'c1 0b 000500faff48656c6c6f00', events: [{ message: 'Hello' }] },
  { name: 'a final block (§7.2.3.4)', hex: 'c1 08 f348cdc9c9070000', events: [{ message: 'Hello' }] },
  {
    name: 'a final block in fragments (§7.2.3.4)',
    hex: '41 03 f348cd  00 04 c9c90700  80 01 00',
    events: [{ message: 'Hello' }],
  },
  { name: 'two blocks (§7.2.3.5)', hex: 'c1 0d f248050000 00ffff cac9c90700', events: [{ message: 'Hello' }] },
  { name: 'an empty message (§7.2.3.6)', hex: 'c1 01 00', events: [{ message: '' }] },
  { name: 'a message without a single byte', hex: 'c2 00', events: [{ message: NOTHING }] },
  { name: 'an empty message in fragments', hex: '42 00  00 01 00  80 00', events: [{ message: NOTHING }] },
  {
    name: 'plain messages between compressed ones (§6)',
    hex: 'c1 07 f248cdc9c90700  81 01 61  c1 05 f200110000',
    windowBits: 15,
    events: [{ message: 'Hello' }, { message: 'a' }, { message: 'Hello' }],
  },
  {
    name: 'a ping between fragments (§6.1)',
    hex: '41 03 f248cd  89 00  80 04 c9c90700  89 01 61',
    events: [{ control: Opcode.ping, payload: NOTHING }, { message: 'Hello' }, { control: Opcode.ping, payload: utf8('a') }],
  },
];

describe('MessageAssembler, with deflate', () => {
  it.each(compressed)('inflates $name, however it arrives', async ({ hex, windowBits, events }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) {
      const inflation = new Inflation(zlibInflater, 100, windowBits);
      const reader = await new MessageReader({ role: 'client', inflation }).receiveAll(chunks);
      expect({ violation: reader.violation, events: reader.sink.events }).toEqual({ violation: undefined, events });
    }
  });

  it.each([
    { name: 'what is no deflate stream', hex: 'c1 03 ffffff', violation: 'invalid-deflate' },
    { name: 'what looks back beyond its beginning (RFC 7692 §7.1.1)', hex: 'c1 05 f200110000', violation: 'invalid-deflate' },
    { name: 'what inflates to no UTF-8 (§8.1)', hex: 'c1 07 000200fdffc328', violation: 'invalid-utf8' },
    { name: 'what inflates to half a character (§8.1)', hex: 'c1 06 000100fe ffc3', violation: 'invalid-utf8' },
  ])('fails at $name, however it arrives', async ({ hex, violation }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) {
      const inflation = new Inflation(zlibInflater, 100, undefined);
      const reader = await new MessageReader({ role: 'client', inflation }).receiveAll(chunks);
      expect(reader.violation).toBe(violation);
    }
  });

  it.each([
    [1000, undefined],
    [1001, 'message-too-big'],
  ])('inflates at most as far as a message may go: %d bytes, %s', async (length, violation) => {
    const payload = zlibDeflater({ level: 6, memLevel: 8 }, 15).deflateSync(new Uint8Array(length), undefined);
    for (const chunks of arrivalsOf(frameOf(frame(true, 2, payload, true)))) {
      const limits = { maxMessageBytes: 1000 };
      const reader = new MessageReader({ role: 'client', limits, inflation: new Inflation(zlibInflater, 1000, undefined) });
      expect((await reader.receiveAll(chunks)).violation).toBe(violation);
    }
  });

  it('judges what is on the wire by the same limit, before any inflating', () => {
    const inflater = new ManualInflater();
    const limits = { maxMessageBytes: 4, maxFrameBytes: 9 };
    const reader = new MessageReader({ role: 'client', limits, inflation: new Inflation(inflater, 4, undefined) });
    expect(reader.receive(bytesOf('c2 05 01')).violation).toBe('message-too-big');
    expect(inflater.calls).toEqual([]);
  });

  it('inflates a small message in one chunk at once', () => {
    const inflater = new ManualInflater();
    const reader = new MessageReader({ role: 'client', inflation: new Inflation(inflater, 100, undefined) });
    reader.receive(bytesOf('c2 02 0102  82 01 03'));
    expect(inflater.calls).toEqual([{ sync: [1, 2], window: undefined, maxBytes: 100 }]);
    expect(reader.sink.events).toEqual([{ message: bytesOf('0102') }, { message: bytesOf('03') }]);
  });

  it('reads nothing while it inflates in the background, so that order is kept', () => {
    const inflater = new ManualInflater();
    const reader = new MessageReader({ role: 'client', inflation: new Inflation(inflater, 100, undefined) });
    reader.receive(bytesOf('42 02 0102'), bytesOf('89 00  80 01 03  82 01 04'));
    expect({ blocked: reader.assembler.blocked, events: reader.sink.events }).toEqual({ blocked: true, events: [] });
    inflater.finish();
    expect({ blocked: reader.assembler.blocked, events: reader.sink.events }).toEqual({
      blocked: true,
      events: [{ control: Opcode.ping, payload: NOTHING }],
    });
    inflater.finish();
    expect({ blocked: reader.assembler.blocked, events: reader.sink.events }).toEqual({
      blocked: false,
      events: [{ control: Opcode.ping, payload: NOTHING }, { message: bytesOf('010203') }, { message: bytesOf('04') }],
    });
  });

  it('fails when inflating in the background fails', () => {
    const inflater = new ManualInflater();
    const reader = new MessageReader({ role: 'client', inflation: new Inflation(inflater, 100, undefined) });
    reader.receive(bytesOf('42 02 0102'));
    inflater.fail(new ProtocolError('invalid-deflate'));
    expect({ violation: reader.violation, events: reader.sink.events.length }).toEqual({ violation: 'invalid-deflate', events: 1 });
  });

  it('fails fast at a bad byte that inflating in the background brings out (§8.1)', () => {
    const inflater = new ManualInflater();
    const reader = new MessageReader({ role: 'client', inflation: new Inflation(inflater, 100, undefined) });
    reader.receive(bytesOf('41 02 61ff'));
    inflater.finish();
    expect(reader.violation).toBe('invalid-utf8');
  });

  it('gathers what is inflated by doubling, since nobody knows how much follows', () => {
    const inflater = new ManualInflater();
    const reader = new MessageReader({ role: 'client', inflation: new Inflation(inflater, 10_000, undefined) });
    reader.receive(bytesOf('c2 05 01'));
    inflater.finish(new Uint8Array(1000));
    expect(reader.allocated).toEqual([2000]);
  });
});
