import type { ListedEvent, RoomDelivery } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { deliveryOf, slotOf } from '../../src/rooms/delivery.ts';

const listed = (delivery: ListedEvent['delivery'], key?: string): ListedEvent => ({ name: 'tick', index: 0, delivery, key });
const happened = (data: unknown, offset = 0, publisher?: string): RoomDelivery => ({
  ...{ kind: 'event', epoch: 'e', offset, name: 'tick', data },
  ...(publisher !== undefined && { publisher }),
});

describe('deliveryOf', () => {
  it('gives an event by its name, with its offset where it is logged and its publisher where it has one', () => {
    expect([
      deliveryOf(happened('a', 7, 'ann'), listed('log')),
      deliveryOf(happened('a'), listed('latest')),
      deliveryOf(happened('a'), undefined),
      deliveryOf({ kind: 'event', epoch: 'e', offset: 0, name: 0, data: 'a' }, listed('latest')),
    ]).toEqual([
      { kind: 'tick', data: 'a', offset: 7, publisher: 'ann' },
      { kind: 'tick', data: 'a' },
      { kind: 'tick', data: 'a' },
      { kind: 'tick', data: 'a' },
    ]);
  });

  it('gives snapshots and gaps with where they are', () => {
    expect([
      deliveryOf({ kind: 'snapshot', epoch: 'e', offset: 3, data: { lines: 1 } }, undefined),
      deliveryOf({ kind: 'gap', epoch: 'e', offset: 4, reason: 'trimmed' }, undefined),
    ]).toEqual([
      { kind: 'snapshot', data: { lines: 1 }, offset: 3 },
      { kind: 'gap', reason: 'trimmed', offset: 4 },
    ]);
  });
});

describe('slotOf', () => {
  it('is the same for values of one key, and for all of an event without a key', () => {
    const keyed = (symbol: unknown) => slotOf(happened({ symbol, price: 1 }), listed('latest', 'symbol'));
    expect([keyed(['A', 'B'].slice(0, 1).join()) === keyed('A'), keyed('A') === keyed('B'), keyed(1) === keyed('1')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(slotOf(happened('x'), listed('latest'))).toBe(slotOf(happened('y'), listed('latest')));
  });

  it('is nothing for what must all be told', () => {
    const snapshot: RoomDelivery = { kind: 'snapshot', epoch: 'e', offset: 1, data: 1 };
    expect([
      slotOf(happened('x', 3), listed('log')),
      slotOf(happened('x'), listed('ephemeral')),
      slotOf(happened('x'), undefined),
      slotOf(snapshot, undefined),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
