import { describe, expect, it } from 'vitest';
import { Inflation } from '../../src/messages/inflation.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { arrivalsOf } from '../support/arrivals.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { frameOf, plainFrame, utf8 } from '../support/frame-of.ts';
import { ManualInflater } from '../support/manual-inflater.ts';
import { MessageReader } from '../support/message-reader.ts';
import type { MessageEvent } from '../support/recording-message-sink.ts';

const NOTHING = new Uint8Array(0);

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
    for (const chunks of arrivalsOf(frameOf(plainFrame(true, 2, payload, true)))) {
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
