import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { LogChunk } from '../../src/rooms/log-chunk.ts';
import { encodeEvent, RoomEvent } from '../../src/rooms/room-event.ts';
import { range } from '../support/told.ts';

function chunk(offsets: readonly number[], head: number, bytes = 1): LogChunk {
  const events = offsets.map((offset) => new RoomEvent(encodeEvent({ name: 'e', data: 'x'.repeat(bytes) }), offset));
  return new LogChunk(1, events, { epoch: 'e1', offset: head });
}

describe('LogChunk', () => {
  it.each([
    [[1, 2], 2, true],
    [[1, 2], 3, false],
    [[], 7, true],
    [[], 0, true],
  ])('of %j with the head at %d reaches it: %s', (offsets, head, expected) => {
    expect(chunk(offsets, head).isComplete).toBe(expected);
  });

  it('tells of each message up to where it brings a reader', () => {
    const messages = chunk(range(11, 15), 15, 300).messages(jsonCodec, 1_024);
    expect(messages.map(({ lastOffset }) => lastOffset)).toEqual([12, 14, 15]);
  });

  it('is written once for each codec and length', () => {
    const one = chunk([1, 2], 2);
    const messages = one.messages(jsonCodec, 1_024);
    expect(one.messages(jsonCodec, 1_024)).toBe(messages);
    expect(one.messages(jsonCodec, 2_048)).not.toBe(messages);
    expect(one.messages(msgpackCodec, 1_024)).not.toBe(messages);
  });
});
