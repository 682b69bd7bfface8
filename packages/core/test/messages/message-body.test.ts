import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamedBody, WholeBody } from '../../src/messages/message-body.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { type MessageOpcode, Opcode } from '../../src/vocabulary/opcode.ts';
import { anyChunkSizes, arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { type MessageEvent, RecordingMessageSink } from '../support/recording-message-sink.ts';
import { violationOf } from '../support/violation-of.ts';

/** 1, 2, 3 and 4 bytes. */
const text = 'aé€😀';
const textBytes = new TextEncoder().encode(text);

function contextOf(): { context: ConstructorParameters<typeof WholeBody>[1]; sink: RecordingMessageSink; allocated: number[] } {
  const sink = new RecordingMessageSink();
  const allocated: number[] = [];
  const allocate = (bytes: number) => {
    allocated.push(bytes);
    return new Uint8Array(bytes);
  };
  return { context: { sink, text: nodePlatform.text, allocate }, sink, allocated };
}

/** Everything a body delivers of a message in these chunks. */
function delivered(Body: typeof WholeBody | typeof StreamedBody, opcode: MessageOpcode, chunks: readonly Uint8Array[]): MessageEvent[] {
  const { context, sink } = contextOf();
  const body = new Body(opcode, context);
  for (const chunk of chunks) body.append(chunk, 0, chunk.length, 0);
  body.finish();
  return sink.events;
}

function fragmentsOf(events: readonly MessageEvent[]): (string | Uint8Array)[] {
  return events.flatMap((event) => ('fragment' in event ? [event.fragment] : []));
}

const bodies = [
  { name: 'WholeBody', Body: WholeBody },
  { name: 'StreamedBody', Body: StreamedBody },
];

describe.each(bodies)('$name', ({ Body }) => {
  it.each([
    { name: 'a surrogate', hex: '61 eda080', at: 2 },
    { name: 'a stray continuation', hex: 'c3a9 80', at: 2 },
    { name: 'an overlong form', hex: 'e09f80', at: 1 },
  ])('fails at the first bad byte of $name (§8.1)', ({ hex, at }) => {
    const wire = bytesOf(hex);
    const body = new Body(Opcode.text, contextOf().context);
    for (const byte of wire.subarray(0, at)) body.append(Uint8Array.of(byte), 0, 1, 0);
    expect(violationOf(() => body.append(wire, at, at + 1, 0))).toBe('invalid-utf8');
  });

  it.each(['c3', 'e282', 'f09f98'])('fails at the end of a text that ends inside a character: %s (§8.1)', (hex) => {
    const body = new Body(Opcode.text, contextOf().context);
    body.append(bytesOf(hex), 0, hex.length / 2, 0);
    expect(violationOf(() => body.finish())).toBe('invalid-utf8');
  });

  it('lets binary be any bytes', () => {
    const body = new Body(Opcode.binary, contextOf().context);
    body.append(bytesOf('ff c3'), 0, 2, 0);
    expect(violationOf(() => body.finish())).toBeUndefined();
  });
});

describe('WholeBody', () => {
  it('delivers a text whole, however it arrived', () => {
    for (const chunks of arrivalsOf(textBytes)) expect(delivered(WholeBody, Opcode.text, chunks)).toEqual([{ message: text }]);
  });

  it('delivers bytes whole, however they arrived', () => {
    for (const chunks of arrivalsOf(textBytes)) expect(delivered(WholeBody, Opcode.binary, chunks)).toEqual([{ message: textBytes }]);
  });

  it.each([
    [Opcode.text, ''],
    [Opcode.binary, new Uint8Array(0)],
  ] as const)('delivers an empty message of opcode %d', (opcode, message) => {
    expect(delivered(WholeBody, opcode, [new Uint8Array(0)])).toEqual([{ message }]);
  });

  it('takes only the named part of a chunk', () => {
    const { context, sink } = contextOf();
    const body = new WholeBody(Opcode.text, context);
    body.append(bytesOf('ff 61 ff'), 1, 2, 0);
    body.finish();
    expect(sink.events).toEqual([{ message: 'a' }]);
  });

  it('allocates what is announced, and no more', () => {
    const { context, allocated } = contextOf();
    new WholeBody(Opcode.binary, context).append(new Uint8Array(600), 0, 600, 100);
    expect(allocated).toEqual([700]);
  });
});

describe('StreamedBody', () => {
  it('tells the beginning at once, and the end', () => {
    expect(delivered(StreamedBody, Opcode.text, [])).toEqual([{ stream: Opcode.text }, { streamEnd: true }]);
  });

  it('passes bytes on piece by piece', () => {
    expect(delivered(StreamedBody, Opcode.binary, chunksOf(bytesOf('01 02 03'), [1, 2]))).toEqual([
      { stream: Opcode.binary },
      { fragment: bytesOf('01') },
      { fragment: bytesOf('02 03') },
      { streamEnd: true },
    ]);
  });

  it.each([Opcode.text, Opcode.binary] as const)('passes no empty fragment on, of opcode %d', (opcode) => {
    const chunks = [new Uint8Array(0), bytesOf('61'), new Uint8Array(0)];
    expect(fragmentsOf(delivered(StreamedBody, opcode, chunks)).length).toBe(1);
  });

  it('lets the bytes of a character wait until it is whole', () => {
    expect(fragmentsOf(delivered(StreamedBody, Opcode.text, chunksOf(textBytes, [2, 2, 1, 3, 1, 1])))).toEqual(['a', 'é', '€', '😀']);
  });

  it('delivers the text of all fragments, each of whole characters, however it arrives', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\u{10ffff}', '\u0000', '\ufeff'), maxLength: 60 });
    fc.assert(
      fc.property(anyText, anyChunkSizes, (plain, sizes) => {
        const fragments = fragmentsOf(delivered(StreamedBody, Opcode.text, chunksOf(new TextEncoder().encode(plain), sizes)));
        expect(fragments.join('')).toBe(plain);
        expect(fragments).not.toContain('');
      }),
    );
  });

  it('delivers each character as soon as its last byte is there', () => {
    const { context, sink } = contextOf();
    const body = new StreamedBody(Opcode.text, context);
    const counts = Array.from(textBytes, (_, at) => {
      body.append(textBytes, at, at + 1);
      return fragmentsOf(sink.events).length;
    });
    expect(counts).toEqual([1, 1, 2, 2, 2, 3, 3, 3, 3, 4]);
  });

  it('passes on copies of bytes, since a fragment may wait for its reader longer than its chunk lives', () => {
    const { context } = contextOf();
    const fragments: (string | Uint8Array)[] = [];
    context.sink.fragmentReceived = (fragment) => fragments.push(fragment);
    const chunk = bytesOf('01 02');
    new StreamedBody(Opcode.binary, context).append(chunk, 0, 2);
    chunk.fill(9);
    expect(fragments).toEqual([bytesOf('01 02')]);
  });

  it('asks for no memory', () => {
    const { context, allocated } = contextOf();
    new StreamedBody(Opcode.binary, context).append(new Uint8Array(5000), 0, 5000);
    expect(allocated).toEqual([]);
  });
});
