import type { RoomDelivery } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Violation } from '../kernel/violation.ts';
import { contentAt, ModelLog } from './model-log.ts';
import { RoomWitness } from './room-witness.ts';

/** A room with `published` events of which `retained` are kept, and a reader that joined when there were two. */
function reader(published: number, retained = 100, hasSnapshot = false) {
  const log = new ModelLog('room', retained);
  for (let count = 0; count < published; count += 1) log.append();
  const witness = new RoomWitness({ log, hasSnapshot }, 'reader');
  witness.wanted();
  const { epoch } = log.head;
  witness.granted({ room: 1, epoch, offset: 2, recovered: false, snapshot: hasSnapshot }, undefined);
  const event = (offset: number): RoomDelivery => ({ kind: 'event', epoch, offset, name: 'event', data: contentAt({ epoch, offset }) });
  const gap = (offset: number): RoomDelivery => ({ kind: 'gap', epoch, offset, reason: 'trimmed' });
  const snapshot = (offset: number): RoomDelivery => ({ kind: 'snapshot', epoch, offset, data: contentAt({ epoch, offset }) });
  return { log, witness, event, gap, snapshot };
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
    const { witness, event, snapshot } = reader(4, 100, true);
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

  it('sees that nothing comes of a room that is left', () => {
    const { witness, event } = reader(4);
    witness.unwanted();
    expect(() => witness.delivered(event(3))).toThrow(Violation);
    expect(witness.isComplete).toBe(true);
  });
});
