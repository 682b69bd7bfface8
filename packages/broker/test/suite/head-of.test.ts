import { describe, expect, it } from 'vitest';
import { headOf } from '../../src/suite/head-of.ts';
import { logged } from '../../src/suite/publications.ts';
import { newMemoryBroker } from '../support/open-memory.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('headOf', () => {
  it('answers the head of one room', async () => {
    const broker = newMemoryBroker(new VirtualClock());
    await broker.publish('room', logged('a'));
    await broker.publish('another', logged('b'));
    expect([await headOf(broker, 'room')]).toEqual(await broker.heads(['room']));
  });

  it('throws when the broker answers none', async () => {
    const broker = newMemoryBroker(new VirtualClock());
    broker.heads = () => Promise.resolve([]);
    await expect(headOf(broker, 'room')).rejects.toThrow('the broker knows no head of room');
  });
});
