import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { SlabPool } from '../../src/bytes/slab-pool.ts';
import { FrameWriter } from '../../src/connection/frame-writer.ts';
import { Outbound, type OutboundOptions } from '../../src/connection/outbound.ts';
import { OutboundDeflate } from '../../src/connection/outbound-deflate.ts';
import { OutboundLine } from '../../src/connection/outbound-line.ts';
import { SendQueue } from '../../src/connection/send-queue.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { shared } from '../../src/node/shared.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';
import { inflated, ManualDeflater } from '../support/manual-deflater.ts';
import { framesIn } from '../support/recording-shell.ts';

function outboundOf(options: Partial<OutboundOptions> = {}) {
  const queue = new SendQueue(new SlabPool((bytes) => new Uint8Array(bytes)));
  const line = new OutboundLine(() => {});
  const defaults = { sharesFrames: true, fragmentBytes: Number.POSITIVE_INFINITY, deflate: undefined };
  const chunks: Uint8Array[] = [];
  const flush = () => {
    const before = chunks.length;
    queue.flush({ write: (chunk) => chunks.push(chunk) < 0 });
    return joined(...chunks.slice(before));
  };
  return {
    outbound: new Outbound(new FrameWriter(queue, 'server', nodePlatform), line, { ...defaults, ...options }),
    line,
    chunks,
    flush,
    take: () => framesIn(flush(), 'client'),
  };
}

function deflating(thresholdBytes = 0, windowBits?: number) {
  const deflater = new ManualDeflater();
  return { deflater, ...outboundOf({ deflate: new OutboundDeflate(deflater, thresholdBytes, windowBits) }) };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const frame = (payload: Uint8Array, over = {}) => ({ fin: true, rsv1: false, opcode: Opcode.binary, payload, ...over });
const large = (value: number) => new Uint8Array(40_000).fill(value);

describe('Outbound', () => {
  it('sends a string as text, bytes as binary, a shared message as what it is (§5.6)', () => {
    const { outbound, take } = outboundOf();
    outbound.send('é');
    outbound.send(bytesOf('01 02'));
    outbound.send(shared('a'));
    outbound.send(shared(bytesOf('03')));
    outbound.send('');
    outbound.send(new Uint8Array(0));
    expect(take()).toEqual([
      frame(utf8('é'), { opcode: 1 }),
      frame(bytesOf('01 02')),
      frame(utf8('a'), { opcode: 1 }),
      frame(bytesOf('03')),
      frame(utf8(''), { opcode: 1 }),
      frame(utf8('')),
    ]);
  });

  it.each([
    [0, [0]],
    [4, [4]],
    [5, [4, 1]],
    [8, [4, 4]],
    [9, [4, 4, 1]],
  ])('of fragments of 4 bytes sends %d bytes as %j (§5.4)', (length, sizes) => {
    for (const message of [new Uint8Array(length).fill(0x61), 'a'.repeat(length), shared('a'.repeat(length))]) {
      const { outbound, take } = outboundOf({ fragmentBytes: 4 });
      outbound.send(message);
      const first = message instanceof Uint8Array ? Opcode.binary : Opcode.text;
      const payloads = sizes.map((size, at) => ({
        ...frame(new Uint8Array(size).fill(0x61)),
        fin: at === sizes.length - 1,
        opcode: at === 0 ? first : Opcode.continuation,
      }));
      expect(take()).toEqual(payloads);
    }
  });

  it('counts the bytes of a text, not its characters, when it cuts', () => {
    const { outbound, take } = outboundOf({ fragmentBytes: 4 });
    outbound.send('ééé');
    expect(take().map(({ payload }) => payload.length)).toEqual([4, 2]);
  });

  it.each([0, 1023, 1024])('deflates from the threshold on: %d bytes', (length) => {
    const { outbound, take } = deflating(1024);
    for (const message of ['a'.repeat(length), new Uint8Array(length), shared('a'.repeat(length))]) outbound.send(message);
    expect(take().map(({ rsv1 }) => rsv1)).toEqual([length >= 1024, length >= 1024, length >= 1024]);
  });

  it('marks only the first fragment of a deflated message (RFC 7692 §6.1)', () => {
    const deflate = new OutboundDeflate(new ManualDeflater(), 0, undefined);
    const { outbound, take } = outboundOf({ deflate, fragmentBytes: 20 });
    const text = Array.from({ length: 50 }, (_, at) => at).join();
    outbound.send(text);
    const frames = take();
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.map(({ rsv1, fin }) => ({ rsv1, fin }))).toEqual(
      frames.map((_, at) => ({ rsv1: at === 0, fin: at === frames.length - 1 })),
    );
    expect(inflated(joined(...frames.map(({ payload }) => payload)))).toEqual(utf8(text));
  });

  it('sends plain what deflating would make longer, and then does not look back at it', () => {
    const { outbound, deflater, take } = deflating(0, 15);
    outbound.send(bytesOf('01'));
    outbound.send('again '.repeat(20));
    expect(take().map(({ rsv1 }) => rsv1)).toEqual([false, true]);
    expect(deflater.calls.map(({ historyBytes }) => historyBytes)).toEqual([0, 0]);
  });

  it('keeps the order when a large message is deflated in the background', () => {
    const { outbound, deflater, line, take } = deflating(1024, 15);
    outbound.send('before');
    outbound.send(large(1));
    outbound.send('small');
    outbound.send(large(2));
    outbound.send(shared('shared'));
    outbound.send('x'.repeat(2000));
    expect(take()).toEqual([frame(utf8('before'), { opcode: 1 })]);
    expect(line.bytes).toBe(80_000 + 5 + 6 + 2000);
    deflater.finish();
    deflater.finish();
    const frames = take();
    expect(frames.map(({ rsv1, opcode }) => [rsv1, opcode])).toEqual([
      [true, 2],
      [false, 1],
      [true, 2],
      [false, 1],
      [true, 1],
    ]);
    const payloads = frames.map(({ payload }) => payload);
    expect(inflated(payloads[0] ?? utf8(''))).toEqual(large(1));
    expect(inflated(payloads[2] ?? utf8(''), large(1).subarray(-32_768))).toEqual(large(2));
    expect(line.bytes).toBe(0);
  });

  it.each([
    { kind: 'a Uint8Array', bytes: () => large(1) },
    { kind: 'a Buffer', bytes: () => Buffer.from(large(1)) },
  ])('sends $kind as it was, though the caller changes it while it is deflated or waits', ({ bytes }) => {
    const { outbound, deflater, take } = deflating(1024, 15);
    const [first, second, third] = [bytes(), bytes(), bytes().subarray(0, 10)];
    for (const message of [first, second, third]) outbound.send(message);
    for (const message of [first, second, third]) message.fill(9);
    deflater.finish();
    deflater.finish();
    const [one, two, three] = take().map(({ payload }) => payload);
    expect(inflated(one ?? utf8(''))).toEqual(large(1));
    expect(inflated(two ?? utf8(''), large(1).subarray(-32_768))).toEqual(large(1));
    expect(three).toEqual(large(1).subarray(0, 10));
  });

  it('sends a large message plain when deflating fails', () => {
    const { outbound, deflater, take } = deflating();
    deflater.fail(new Error('no memory'));
    outbound.send(large(1));
    deflater.finish();
    expect(take()).toEqual([frame(large(1))]);
  });

  it('hands the one frame of a shared message to every server connection (§5.3 forbids it to clients)', () => {
    const message = shared('to all');
    const frames = [outboundOf(), outboundOf()].map(({ outbound, chunks, flush }) => {
      outbound.send(message);
      flush();
      return chunks[0];
    });
    expect(frames[0]).toBe(message.frame);
    expect(frames[1]).toBe(message.frame);
    const { outbound, chunks, flush } = outboundOf({ sharesFrames: false });
    outbound.send(message);
    flush();
    expect(chunks[0]).not.toBe(message.frame);
  });

  it.each([
    ['small', 2000, 'sync'],
    ['large', 40_000, 'background'],
  ])('deflates a %s shared message once for all', (_, length, kind) => {
    const deflater = new ManualDeflater();
    const message = shared('a'.repeat(length));
    const sides = [undefined, 15, undefined].map((bits) => outboundOf({ deflate: new OutboundDeflate(deflater, 1024, bits) }));
    for (const { outbound } of sides) outbound.send(message);
    while (deflater.pending > 0) deflater.finish();
    for (const { outbound } of sides) outbound.send(message);
    const payloads = sides.map(({ take }) => take().map(({ payload }) => hexOf(inflated(payload))));
    expect(payloads).toEqual(sides.map(() => ['61'.repeat(length), '61'.repeat(length)]));
    expect(deflater.calls).toEqual([{ kind, bytes: length, historyBytes: 0 }]);
  });

  it('looks back at a shared message that left deflated, as at any other', () => {
    const { outbound, deflater } = deflating(0, 15);
    outbound.send(shared('a'.repeat(500)));
    outbound.send('a'.repeat(100));
    expect(deflater.calls.map(({ historyBytes }) => historyBytes)).toEqual([0, 500]);
  });

  it.each([
    ['text', () => 'a'.repeat(40_000)],
    ['bytes', () => large(0x61)],
    ['shared text', () => shared('a'.repeat(40_000))],
    ['text that is small', () => 'a'.repeat(200)],
    ['bytes that are small', () => large(0x61).subarray(0, 200)],
    ['shared text that is small', () => shared('a'.repeat(200))],
  ])('sends %s plain at once where it shall not be compressed, and does not look back at it', (_, make) => {
    const { outbound, deflater, line, take } = deflating(0, 15);
    outbound.send(make(), false);
    expect({ calls: deflater.calls, busy: line.isBusy }).toEqual({ calls: [], busy: false });
    outbound.send('a'.repeat(100));
    const plain = take().map(({ rsv1, payload }) => [rsv1, rsv1 || payload.every((byte) => byte === 0x61)]);
    expect(plain).toEqual([
      [false, true],
      [true, true],
    ]);
    expect(deflater.calls.map(({ historyBytes }) => historyBytes)).toEqual([0]);
  });

  it('keeps a message plain that had to stand in line', () => {
    const { outbound, deflater, take } = deflating(0, 15);
    outbound.send(large(1));
    for (const message of ['a'.repeat(200), large(2), shared('c'.repeat(200))]) outbound.send(message, false);
    deflater.finish();
    expect(take().map(({ rsv1, payload }) => [rsv1, rsv1 ? 0 : payload.length])).toEqual([
      [true, 0],
      [false, 200],
      [false, 40_000],
      [false, 200],
    ]);
  });

  it('sends the plain frame of a shared message to some and the deflated one to others', () => {
    const { outbound, deflater, take } = deflating(0);
    const message = shared('a'.repeat(500));
    for (const compresses of [true, false, true]) outbound.send(message, compresses);
    expect(take().map(({ rsv1 }) => rsv1)).toEqual([true, false, true]);
    expect(deflater.calls.length).toBe(1);
  });

  it('drops what is being deflated when the line is cancelled', () => {
    const { outbound, deflater, line, take } = deflating();
    outbound.send(large(1));
    outbound.send(shared(large(2)));
    line.cancel();
    deflater.finish();
    expect(take()).toEqual([]);
  });
});
