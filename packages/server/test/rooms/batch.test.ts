import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/rooms/batch.ts';
import { encodeEvent, RoomEvent } from '../../src/rooms/room-event.ts';

const MAX = 1 << 16;

/** Offsets 5, 0, 6 as versions 10, 11, 12. */
function batch(): Batch {
  const events = [5, 0, 6].map((offset, at) => ({
    event: new RoomEvent(encodeEvent({ name: 'e', data: 'x'.repeat(100) }), offset),
    version: 10 + at,
  }));
  return new Batch(1, events);
}

function places(of: Batch, read: number): (readonly number[])[] {
  return of.messages(jsonCodec, read, MAX).map(({ lastOffset, lastVersion }) => [lastOffset, lastVersion]);
}

describe('Batch', () => {
  it('tells of each message how far it takes a member', () => {
    expect(places(batch(), 0)).toEqual([
      [5, 10],
      [0, 11],
      [6, 12],
    ]);
  });

  it('leaves out what a member has read, and never what is not logged', () => {
    expect(places(batch(), 5)).toEqual([
      [0, 11],
      [6, 12],
    ]);
    expect(places(batch(), 6)).toEqual([[0, 11]]);
    expect(places(batch(), 100)).toEqual([[0, 11]]);
  });

  it('is written once for each codec and length, for all who have read nothing of it, wherever they stand', () => {
    const one = batch();
    const messages = one.messages(jsonCodec, 0, MAX);
    expect([one.messages(jsonCodec, 0, MAX) === messages, one.messages(jsonCodec, 4, MAX) === messages]).toEqual([true, true]);
    expect(one.messages(msgpackCodec, 0, MAX)).toBe(one.messages(msgpackCodec, 1, MAX));
    expect(one.messages(msgpackCodec, 0, MAX)).not.toBe(messages);
    expect(one.messages(jsonCodec, 5, MAX)).not.toBe(messages);
  });

  it('keeps to the length of messages', () => {
    const events = [1, 2, 3, 4].map((offset) => ({
      event: new RoomEvent(encodeEvent({ name: 'e', data: 'x'.repeat(300) }), offset),
      version: offset,
    }));
    const long = new Batch(1, events);
    expect(long.messages(jsonCodec, 0, 1_024).map(({ lastOffset, message }) => [lastOffset, message.bytes < 1_024])).toEqual([
      [2, true],
      [4, true],
    ]);
    expect(long.messages(jsonCodec, 0, MAX).map(({ lastOffset }) => lastOffset)).toEqual([4]);
  });

  it('is nothing without events', () => {
    expect(new Batch(1, []).messages(jsonCodec, 0, MAX)).toEqual([]);
  });
});
