import { describe, expect, it } from 'vitest';
import { Violation } from '../kernel/violation.ts';
import { testRoom } from '../rooms/test-room.ts';
import type { TopicName } from '../rooms/world-room.ts';
import { DeliveryWitness } from './delivery-witness.ts';

/** A witness of a room in which so many events were logged, of which the log keeps two. */
function witnessOf(topic: TopicName, events: number) {
  const { room, truth, publish } = testRoom(topic, 2);
  const contents = Array.from({ length: events }, () => publish('item'));
  const witness = new DeliveryWitness(room, 'client');
  const at = (offset: number) => ({ epoch: truth.head.epoch, offset });
  const item = (offset: number) => ({ kind: 'item', data: contents[offset - 1], offset });
  return { witness, truth, publish, at, item };
}

describe('DeliveryWitness', () => {
  it('takes logged events in order, each once, from where a join began', () => {
    const { witness, at, item } = witnessOf('feed', 3);
    witness.told({ by: 'reply', at: at(1), stated: undefined });
    witness.delivered(item(2));
    expect(witness.isComplete).toBe(false);
    witness.delivered(item(3));
    expect([witness.isComplete, witness.positions]).toEqual([true, [at(3)]]);
    expect(() => witness.delivered(item(3))).toThrow(Violation);
  });

  it('finds a hole, and an event that is another one', () => {
    const { witness, at, item } = witnessOf('feed', 3);
    witness.told({ by: 'reply', at: at(0), stated: undefined });
    expect(() => witness.delivered(item(2))).toThrow('in order, each once');
    expect(() => witness.delivered({ ...item(2), offset: 1 })).toThrow('in order, each once');
  });

  it('wants a snapshot first where the topic has one, and one that the server sent', () => {
    const { witness, at, item } = witnessOf('board', 2);
    witness.told({ by: 'reply', at: at(1), stated: undefined });
    expect(() => witness.delivered(item(2))).toThrow(Violation);
    const snapshot = { kind: 'snapshot', data: { logged: 1 }, offset: 1 };
    expect(() => witness.delivered(snapshot)).toThrow('a snapshot is one that the server sent');
    witness.told({ by: 'snapshot', at: at(1), stated: undefined });
    expect(() => witness.delivered({ ...snapshot, data: { logged: 0 } })).toThrow(Violation);
    witness.delivered(snapshot);
    witness.delivered(item(2));
    expect(witness.isComplete).toBe(true);
  });

  it('takes a gap only over what the log has lost, and one that was told', () => {
    const { witness, at, item } = witnessOf('feed', 4);
    witness.told({ by: 'reply', at: at(0), stated: undefined });
    witness.delivered(item(1));
    const gap = { kind: 'gap', reason: 'trimmed', offset: 4 };
    expect(() => witness.delivered(gap)).toThrow('a gap is told only where events cannot be had');
    witness.told({ by: 'gap', at: at(4), stated: at(1) });
    witness.delivered(gap);
    expect(witness.positions).toEqual([at(4)]);
    const { witness: other, at: place, item: event } = witnessOf('feed', 3);
    other.told({ by: 'reply', at: place(1), stated: undefined });
    other.told({ by: 'gap', at: place(3), stated: place(2) });
    other.delivered(event(2));
    expect(() => other.delivered({ ...gap, offset: 3 })).toThrow(Violation);
  });

  it('does not know in which of two logs an offset is, until an event tells', () => {
    const { witness, truth, publish, at } = witnessOf('feed', 2);
    const old = at(0);
    truth.begins('f');
    const content = publish('item');
    witness.told({ by: 'reply', at: old, stated: undefined });
    witness.told({ by: 'reply', at: at(0), stated: undefined });
    witness.delivered({ kind: 'item', data: content, offset: 1 });
    expect(witness.positions).toEqual([at(1)]);
  });

  it('knows which values are missing', () => {
    const { witness, publish } = witnessOf('hall', 0);
    const first = publish('price', 'a');
    const second = publish('price', 'b');
    witness.delivered({ kind: 'price', data: first });
    expect([witness.isComplete, witness.missingValues]).toEqual([false, ['b']]);
    witness.delivered({ kind: 'price', data: second });
    expect(witness.isComplete).toBe(true);
    expect(() => witness.delivered({ kind: 'price', data: second, offset: 1 })).toThrow('only what is logged has an offset');
  });
});
