import type { RoomDelivery } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Violation } from '../kernel/violation.ts';
import { RoomWitness } from './room-witness.ts';
import { testRoom } from './test-room.ts';
import type { EventContent } from './world-contract.ts';
import type { TopicName } from './world-room.ts';

/** A room with `published` logged events of which `retained` are kept, and a reader that joined when there were two. */
function reader(published: number, retained = 100, name: TopicName = 'feed') {
  const { room, publish } = testRoom(name, retained);
  const contents = Array.from({ length: published }, () => publish('item'));
  const witness = new RoomWitness(room, 'reader');
  witness.wanted();
  const epoch = 'e';
  witness.granted({ room: 1, epoch, offset: 2, recovered: false, snapshot: room.hasSnapshot }, undefined);
  const event = (offset: number): RoomDelivery => ({
    kind: 'event',
    epoch,
    offset,
    name: 'item',
    data: contents[offset - 1] ?? contents[0],
  });
  const gap = (offset: number): RoomDelivery => ({ kind: 'gap', epoch, offset, reason: 'trimmed' });
  const snapshot = (offset: number): RoomDelivery => ({ kind: 'snapshot', epoch, offset, data: { logged: offset } });
  const price = (data: EventContent): RoomDelivery => ({ kind: 'event', epoch, offset: 0, name: 'price', data });
  return { witness, publish, event, gap, snapshot, price };
}

describe('RoomWitness', () => {
  it('is content with every event in order, to the end', () => {
    const { witness, event } = reader(4);
    witness.delivered(event(3));
    expect(witness.isComplete).toBe(false);
    witness.delivered(event(4));
    expect(witness.isComplete).toBe(true);
  });

  it.each([2, 4, 5])('sees that event %i is not the next one, or was never there', (offset) => {
    const { witness, event } = reader(4);
    expect(() => witness.delivered(event(offset))).toThrow(Violation);
  });

  it('takes a gap only where events cannot be had', () => {
    const trimmed = reader(9, 3);
    trimmed.witness.delivered(trimmed.gap(9));
    expect(trimmed.witness.isComplete).toBe(true);
    const kept = reader(9);
    expect(() => kept.witness.delivered(kept.gap(9))).toThrow(Violation);
  });

  it('begins with the snapshot where there is one', () => {
    const { witness, event, snapshot } = reader(4, 100, 'board');
    expect(() => witness.delivered(event(3))).toThrow(Violation);
    witness.delivered(snapshot(3));
    witness.delivered(event(4));
    expect(witness.isComplete).toBe(true);
  });

  it('expects what the application took back once more', () => {
    const { witness, event } = reader(4);
    witness.delivered(event(3));
    expect(witness.goBack(1)).toMatchObject({ offset: 2 });
    witness.delivered(event(3));
  });

  it('misses the newest value of a key', () => {
    const { witness, publish, price } = reader(2);
    const [older, newer] = [publish('price', 'a'), publish('price', 'a')];
    witness.delivered(price(older));
    expect([witness.isComplete, witness.missingValues]).toEqual([false, ['a']]);
    witness.delivered(price(newer));
    expect([witness.isComplete, witness.missingValues]).toEqual([true, []]);
  });

  it('sees that nothing comes of a room that is left', () => {
    const { witness, event } = reader(4);
    witness.unwanted();
    expect(() => witness.delivered(event(3))).toThrow(Violation);
    expect(witness.isComplete).toBe(true);
  });
});
