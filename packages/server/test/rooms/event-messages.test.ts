import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { chunkBytes, eventRuns, runMessage } from '../../src/rooms/event-messages.ts';
import { encodeEvent, RoomEvent } from '../../src/rooms/room-event.ts';

function event(offset: number, text = 'x', publisher?: string): RoomEvent {
  return new RoomEvent(encodeEvent({ name: 'message', data: text, publisher }), offset);
}

function offsets(runs: readonly (readonly RoomEvent[])[]): number[][] {
  return runs.map((run) => run.map(({ offset }) => offset));
}

describe('chunkBytes', () => {
  it.each([
    [1_024, 1_024],
    [1_025, 1_024],
    [65_535, 32_768],
    [65_536, 65_536],
    [65_537, 65_536],
    [1 << 30, 65_536],
  ])('is for a client that takes %d bytes a power of two, of 64 KiB at most: %d', (messageBytes, expected) => {
    expect(chunkBytes(messageBytes)).toBe(expected);
  });
});

describe('eventRuns', () => {
  it('puts together what is logged in one go, and what is not logged, and keeps the order', () => {
    const events = [1, 2, 0, 0, 3, 5, 6, 0].map((offset) => event(offset));
    expect(offsets(eventRuns(events, jsonCodec, 1 << 16))).toEqual([[1, 2], [0, 0], [3], [5, 6], [0]]);
  });

  it('begins another run where one would be too long; a single event is one whatever its length', () => {
    const events = [event(1, 'a'.repeat(872)), event(2, 'b'.repeat(868)), event(3, 'c'.repeat(5_000)), event(4, 'd')];
    // 872 and 868 characters, 2 quotation marks each, 128 bytes around each.
    expect(offsets(eventRuns(events, jsonCodec, 2_000))).toEqual([[1, 2], [3], [4]]);
    expect(offsets(eventRuns(events, jsonCodec, 1_999))).toEqual([[1], [2], [3], [4]]);
  });

  it('measures in the codec that is written', () => {
    const events = [event(1, '\u0000'.repeat(200)), event(2, '\u0000'.repeat(200))];
    expect(offsets(eventRuns(events, jsonCodec, 1_024))).toEqual([[1], [2]]);
    expect(offsets(eventRuns(events, msgpackCodec, 1_024))).toEqual([[1, 2]]);
  });

  it('makes nothing of nothing', () => {
    expect(eventRuns([], jsonCodec, 1)).toEqual([]);
  });
});

describe.each([jsonCodec, msgpackCodec])('runMessage in $name', (codec) => {
  it('writes one event as event, with who published it', () => {
    const { message, bytes } = runMessage(7, [event(42, 'hi', 'peer-2')], codec);
    expect(codec.decode(message)).toEqual({ kind: 'event', room: 7, offset: 42, name: 'message', data: 'hi', publisher: 'peer-2' });
    expect(bytes).toBe(typeof message === 'string' ? message.length : message.byteLength);
  });

  it('writes several as events', () => {
    expect(codec.decode(runMessage(7, [event(42, 'a'), event(43, 'b', 'peer-2')], codec).message)).toEqual({
      kind: 'events',
      room: 7,
      firstOffset: 42,
      events: [
        ['message', 'a'],
        ['message', 'b', 'peer-2'],
      ],
    });
  });
});
