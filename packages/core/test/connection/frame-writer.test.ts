import { describe, expect, it } from 'vitest';
import { SlabPool } from '../../src/bytes/slab-pool.ts';
import { FrameWriter } from '../../src/connection/frame-writer.ts';
import { REFERENCE_FROM_BYTES, SendQueue } from '../../src/connection/send-queue.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { frameOf, joined } from '../support/frame-of.ts';

/** The key that the platform of these tests gives, with its lowest byte first on the wire. */
const KEY = '37fa213d';

function writerOf(role: Role) {
  const chunks: Uint8Array[] = [];
  let keysGiven = 0;
  const maskingKey = () => {
    keysGiven++;
    return 0x3d21fa37;
  };
  const queue = new SendQueue(new SlabPool((bytes) => new Uint8Array(bytes)));
  const write = (chunk: Uint8Array) => chunks.push(chunk) < 0;
  return {
    writer: new FrameWriter(queue, role, { ...nodePlatform, maskingKey }),
    chunks,
    keys: () => keysGiven,
    take: () => {
      queue.flush({ write });
      return joined(...chunks);
    },
  };
}

const sides: { role: Role; key?: string }[] = [{ role: 'client', key: KEY }, { role: 'server' }];
const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, REFERENCE_FROM_BYTES - 1, REFERENCE_FROM_BYTES, 200_000];

describe.each(sides)('FrameWriter of a $role', ({ role, key }) => {
  it.each(lengths)('writes a frame of %d bytes (§5.2)', (length) => {
    const { writer, take } = writerOf(role);
    const payload = Uint8Array.from({ length }, (_, at) => at);
    const before = payload.slice();
    writer.write(true, false, Opcode.binary, payload);
    expect(hexOf(take()) === hexOf(frameOf({ fin: true, rsv1: false, opcode: 2, payload: before }, key))).toBe(true);
    expect(payload).toEqual(before);
  });

  it.each([
    [false, false, Opcode.text],
    [false, true, Opcode.binary],
    [true, false, Opcode.continuation],
    [true, false, Opcode.pong],
  ])('writes FIN %s, RSV1 %s and opcode %d (§5.2)', (fin, rsv1, opcode) => {
    const { writer, take } = writerOf(role);
    writer.write(fin, rsv1, opcode, bytesOf('aa'));
    expect(hexOf(take())).toBe(hexOf(frameOf({ fin, rsv1, opcode, payload: bytesOf('aa') }, key)));
  });

  it.each([
    ['', 0],
    ['a', 125],
    ['a', 126],
    ['é', 62],
    ['é', 63], // 126 bytes in 63 units: the header grows after the guess
    ['€', 42],
    ['😀', 32],
    ['a', 65_535],
    ['€', 21_842],
    ['€', 21_846], // 65,538 bytes: more than a slab
    ['a', 100_000],
  ])('writes a text of %j times %d', (unit, count) => {
    const { writer, take } = writerOf(role);
    const text = unit.repeat(count);
    writer.writeText(Opcode.text, text);
    const payload = new TextEncoder().encode(text);
    expect(hexOf(take()) === hexOf(frameOf({ fin: true, rsv1: false, opcode: 1, payload }, key))).toBe(true);
  });

  it('writes a text behind other frames, moving only itself', () => {
    const { writer, take } = writerOf(role);
    const texts = ['first', 'é'.repeat(100), 'last'];
    for (const text of texts) writer.writeText(Opcode.text, text);
    const frames = texts.map((text) => frameOf({ fin: true, rsv1: false, opcode: 1, payload: new TextEncoder().encode(text) }, key));
    expect(hexOf(take())).toBe(hexOf(joined(...frames)));
  });

  it('writes a lone surrogate as U+FFFD, since what it sends is UTF-8 (§5.6)', () => {
    const { writer, take } = writerOf(role);
    writer.writeText(Opcode.text, '\ud800');
    expect(hexOf(take())).toBe(hexOf(frameOf({ fin: true, rsv1: false, opcode: 1, payload: bytesOf('efbfbd') }, key)));
  });

  it('takes a new masking key for each frame of a client, none for a server’s (§5.1, §5.3)', () => {
    const { writer, keys } = writerOf(role);
    writer.write(true, false, Opcode.ping, new Uint8Array(0));
    writer.writeText(Opcode.text, 'a');
    writer.write(true, false, Opcode.binary, new Uint8Array(REFERENCE_FROM_BYTES));
    expect(keys()).toBe(role === 'client' ? 3 : 0);
  });
});

describe('FrameWriter', () => {
  it('queues a server’s large payload without a copy', () => {
    const { writer, chunks, take } = writerOf('server');
    const payload = new Uint8Array(REFERENCE_FROM_BYTES);
    writer.write(true, false, Opcode.binary, payload);
    take();
    expect(chunks[1]).toBe(payload);
  });

  it('queues a shared frame as it is', () => {
    const { writer, take } = writerOf('server');
    writer.writeShared(bytesOf('81 01 61'));
    expect(hexOf(take())).toBe('810161');
  });

  it('encodes a text in memory of its own', () => {
    const { writer } = writerOf('client');
    expect(hexOf(writer.encode('aé'))).toBe('61c3a9');
  });
});
