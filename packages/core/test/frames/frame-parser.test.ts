import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_SEEN } from '../../src/bytes/mask.ts';
import type { HeaderRules } from '../../src/frames/frame-header.ts';
import { FrameParser } from '../../src/frames/frame-parser.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { anyChunkSizes, arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { frameOf, joined, type PlainFrame } from '../support/frame-of.ts';
import { RecordingFrameSink } from '../support/recording-frame-sink.ts';
import { violationOf } from '../support/violation-of.ts';

function parserFor(
  rules: Partial<HeaderRules> = {},
  maxFrameBytes = Number.POSITIVE_INFINITY,
): { parser: FrameParser; sink: RecordingFrameSink } {
  const sink = new RecordingFrameSink();
  return { parser: new FrameParser({ role: 'server', deflate: false, ...rules }, maxFrameBytes, sink), sink };
}

/** The frames in chunks that arrive one after the other. */
function framesIn(chunks: readonly Uint8Array[], rules: Partial<HeaderRules>): readonly PlainFrame[] {
  const { parser, sink } = parserFor(rules);
  for (const chunk of chunks) expect(parser.receive(chunk, 0)).toBe(chunk.length);
  return sink.frames;
}

const hello = bytesOf('48 65 6c 6c 6f');
const frame = { fin: true, rsv1: false, opcode: 1, payload: hello };

/** The examples of RFC 6455 §5.7, and the lengths at which a header changes. */
const examples: { name: string; wire: Uint8Array; role: Role; frames: PlainFrame[] }[] = [
  { name: 'an unmasked text', wire: bytesOf('81 05 48656c6c6f'), role: 'client', frames: [frame] },
  { name: 'a masked text', wire: bytesOf('81 85 37fa213d 7f9f4d5158'), role: 'server', frames: [frame] },
  {
    name: 'a fragmented text',
    wire: bytesOf('01 03 48656c  80 02 6c6f'),
    role: 'client',
    frames: [
      { ...frame, fin: false, payload: bytesOf('48656c') },
      { ...frame, opcode: 0, payload: bytesOf('6c6f') },
    ],
  },
  {
    name: 'a ping and its masked pong',
    wire: bytesOf('89 85 37fa213d 7f9f4d5158  8a 85 37fa213d 7f9f4d5158'),
    role: 'server',
    frames: [
      { ...frame, opcode: 9 },
      { ...frame, opcode: 10 },
    ],
  },
  {
    name: 'empty frames',
    wire: bytesOf('81 80 37fa213d  89 80 00000000  82 80 01020304'),
    role: 'server',
    frames: [1, 9, 2].map((opcode) => ({ ...frame, opcode, payload: new Uint8Array(0) })),
  },
  ...[125, 126, 127, 255, 256].flatMap((length) => {
    const long = { ...frame, opcode: 2, payload: new Uint8Array(length).map((_, at) => at) };
    return [
      { name: `a masked frame of ${length} bytes`, wire: frameOf(long, 'a1b2c3d4'), role: 'server' as const, frames: [long] },
      { name: `an unmasked frame of ${length} bytes`, wire: frameOf(long), role: 'client' as const, frames: [long] },
    ];
  }),
];

/** `at` is the byte that proves the violation. */
const violations = [
  { name: 'a reserved bit', hex: '81 80 00000000  a1 80', at: 7, violation: 'reserved-bits' },
  { name: 'a reserved opcode', hex: '83 80', at: 1, violation: 'unknown-opcode' },
  { name: 'a frame without a mask', hex: '81 01', at: 1, violation: 'wrong-mask' },
  { name: 'a fragmented ping', hex: '09 80', at: 1, violation: 'control-fragmented' },
  { name: 'a long ping', hex: '89 fe 007e 00000000', at: 1, violation: 'control-too-long' },
  { name: 'a 16-bit length that is too short', hex: '82 fe 007d 00000000', at: 7, violation: 'length-not-minimal' },
  { name: 'a 64-bit length that is too short', hex: '82 ff 000000000000ffff 00000000', at: 13, violation: 'length-not-minimal' },
  { name: 'a 64-bit length with its top bit', hex: '82 ff 8000000000000000 00000000', at: 13, violation: 'length-out-of-range' },
  { name: 'one byte more than a frame may have', hex: '82 83 00000000 01', at: 5, violation: 'frame-too-big' },
  { name: 'a frame that nobody can hold', hex: '82 ff 0000000100000000 00000000', at: 13, violation: 'frame-too-big' },
];

const anyFrame = fc.record({
  fin: fc.constant(true),
  rsv1: fc.boolean(),
  opcode: fc.constantFrom(1, 2),
  payload: fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 120, maxLength: 300 })),
});
const anyKey = fc.oneof(
  fc.constant('00000000'),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((key) => hexOf(key)),
);

describe('FrameParser', () => {
  it.each(examples)('reads $name, however it arrives (§5.7)', ({ wire, role, frames }) => {
    for (const chunks of arrivalsOf(wire)) expect(framesIn(chunks, { role })).toEqual(frames);
  });

  it.each([65_535, 65_536].map((length) => ({ length, cuts: [1, 2, 3, 4, 9, 10, 13, 14, 15, 16_384, length] })))(
    'reads a frame of $length bytes in two chunks',
    ({ length, cuts }) => {
      const long = { ...frame, opcode: 2, payload: new Uint8Array(length).map((_, at) => at * 3) };
      const wire = frameOf(long, '01020304');
      for (const cut of cuts) expect(framesIn(chunksOf(wire, [cut, wire.length]), {})).toEqual([long]);
    },
  );

  it('reads the same frames in any chunks, with any keys', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFrame, anyKey), { maxLength: 8 }), fc.boolean(), anyChunkSizes, (keyed, isMasked, sizes) => {
        const wire = joined(...keyed.map(([plain, key]) => frameOf(plain, isMasked ? key : undefined)));
        const rules = { role: isMasked ? ('server' as const) : ('client' as const), deflate: true };
        expect(framesIn(chunksOf(wire, sizes), rules)).toEqual(keyed.map(([plain]) => plain));
      }),
    );
  });

  it('is not disturbed by other parsers that read at the same time', () => {
    const kinds = [
      { role: 'server', key: '37fa213d', plain: frame },
      { role: 'server', key: '01020304', plain: { ...frame, rsv1: true, payload: bytesOf('00112233445566') } },
      { role: 'client', key: undefined, plain: { ...frame, opcode: 2, payload: new Uint8Array(0) } },
    ] as const;
    const readers = kinds.map(({ role, key, plain }) => ({
      ...parserFor({ role, deflate: true }),
      plain,
      chunks: chunksOf(frameOf(plain, key), [1]),
    }));
    for (let nth = 0; readers.some(({ chunks }) => nth < chunks.length); nth++) {
      for (const { parser, chunks } of readers) parser.receive(chunks[nth] ?? new Uint8Array(0), 0);
    }
    expect(readers.map(({ sink }) => sink.frames)).toEqual(readers.map(({ plain }) => [plain]));
  });

  it.each(violations)('fails at the byte that proves $name, and not before', ({ hex, at, violation }) => {
    const wire = bytesOf(hex);
    const { parser } = parserFor({}, 2);
    for (const byte of wire.subarray(0, at)) parser.receive(Uint8Array.of(byte), 0);
    expect(violationOf(() => parser.receive(wire.slice(at, at + 1), 0))).toBe(violation);
  });

  it.each(violations)('fails at $name, however it arrives', ({ hex, violation }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) {
      const { parser } = parserFor({}, 2);
      const receiveAll = () => {
        for (const chunk of chunks) parser.receive(chunk, 0);
      };
      expect(violationOf(receiveAll)).toBe(violation);
    }
  });

  it('delivers the frames before one that is wrong', () => {
    const { parser, sink } = parserFor();
    expect(violationOf(() => parser.receive(bytesOf('81 80 00000000  89 80 00000000  83 80'), 0))).toBe('unknown-opcode');
    expect(sink.frames.map(({ opcode }) => opcode)).toEqual([1, 9]);
  });

  it('takes a frame as long as it may be', () => {
    const { parser, sink } = parserFor({}, 5);
    parser.receive(frameOf(frame, '37fa213d'), 0);
    expect(sink.frames).toEqual([frame]);
  });

  it('takes every control frame, however small frames must be (§5.5)', () => {
    const { parser, sink } = parserFor({}, 0);
    const ping = { ...frame, opcode: 9, payload: new Uint8Array(125) };
    parser.receive(frameOf(ping, '37fa213d'), 0);
    expect(sink.frames).toEqual([ping]);
  });

  it('does not begin a frame that is too big', () => {
    const { parser, sink } = parserFor({}, 4);
    expect(violationOf(() => parser.receive(frameOf(frame, '37fa213d'), 0))).toBe('frame-too-big');
    expect(sink.started).toBe(0);
  });

  it('passes each piece on as it arrives, and keeps none', () => {
    const { parser, sink } = parserFor();
    for (const chunk of chunksOf(frameOf(frame, '37fa213d'), [8, 1, 2])) parser.receive(chunk, 0);
    expect(sink.pieces.map(({ length, last }) => ({ length, last }))).toEqual([
      { length: 2, last: false },
      { length: 1, last: false },
      { length: 2, last: true },
    ]);
  });

  it('passes no empty piece on but that of an empty frame', () => {
    const { parser, sink } = parserFor();
    for (const chunk of chunksOf(frameOf(frame, '37fa213d'), [6, 5])) parser.receive(chunk, 0);
    parser.receive(new Uint8Array(0), 0);
    parser.receive(bytesOf('81 80 01020304'), 0);
    expect(sink.pieces.map(({ length, last }) => ({ length, last }))).toEqual([
      { length: 5, last: true },
      { length: 0, last: true },
    ]);
  });

  it('unmasks in place, and leaves the frames around alone', () => {
    const chunk = bytesOf('81 82 01020304 6061  81 82 01020304');
    parserFor().parser.receive(chunk, 0);
    expect(hexOf(chunk)).toBe(hexOf(bytesOf('81 82 01020304 6163  81 82 01020304')));
  });

  it('reads from where it is told to', () => {
    const { parser, sink } = parserFor();
    expect(parser.receive(bytesOf('ffff 81 80 01020304'), 2)).toBe(8);
    expect(sink.frames).toEqual([{ ...frame, payload: new Uint8Array(0) }]);
  });

  it('vouches for ASCII where masking showed it, and for nothing else', () => {
    const { parser, sink } = parserFor();
    parser.receive(frameOf(frame, '37fa213d'), 0);
    parser.receive(frameOf({ ...frame, payload: bytesOf('c3a9') }, '37fa213d'), 0);
    parser.receive(frameOf({ ...frame, payload: bytesOf('c3a9') }, '00000000'), 0);
    expect(sink.pieces.map(({ seen }) => seen < NOT_SEEN)).toEqual([true, false, false]);
  });

  it('vouches for no frame without a mask', () => {
    const { parser, sink } = parserFor({ role: 'client' });
    parser.receive(frameOf({ ...frame, payload: bytesOf('c3a9') }), 0);
    expect(sink.pieces.map(({ seen }) => seen < NOT_SEEN)).toEqual([false]);
  });

  it('reads nothing while its sink is blocked', () => {
    const { parser, sink } = parserFor();
    sink.isBlocked = () => true;
    expect(parser.receive(frameOf(frame, '37fa213d'), 0)).toBe(0);
    expect(sink.started).toBe(0);
  });

  it('stops behind the frame that blocked its sink, and goes on from there', () => {
    const { parser, sink } = parserFor();
    const chunk = joined(frameOf(frame, '37fa213d'), frameOf({ ...frame, opcode: 2 }, '37fa213d'));
    sink.isBlocked = () => sink.frames.length === 1;
    expect(parser.receive(chunk, 0)).toBe(11);
    sink.isBlocked = () => false;
    expect(parser.receive(chunk, 11)).toBe(22);
    expect(sink.frames).toEqual([frame, { ...frame, opcode: 2 }]);
  });

  it.each([
    { name: 'a payload', wire: frameOf(frame, '37fa213d'), frames: [frame] },
    { name: 'an empty payload', wire: bytesOf('81 80 01020304'), frames: [{ ...frame, payload: new Uint8Array(0) }] },
  ])('stops between a header and $name, and goes on from there', ({ wire, frames }) => {
    const { parser, sink } = parserFor();
    sink.isBlocked = () => sink.started === 1;
    expect(parser.receive(wire, 0)).toBe(6);
    expect(sink.frames).toEqual([]);
    sink.isBlocked = () => false;
    expect(parser.receive(wire, 6)).toBe(wire.length);
    expect(sink.frames).toEqual(frames);
  });
});
