import type { PublishedEvent } from '@trunkline/broker';
import { settled } from '@trunkline/test-kit/settled';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { TurnQueue } from '../../src/rooms/turn-queue.ts';

const HALF = (1 << 20) / 2;

function published(version: number, bytes = 1): PublishedEvent {
  return { delivery: 'ephemeral', payload: new Uint8Array(bytes), version, offset: 0, epoch: 'e1' };
}

function queue() {
  const turns: number[][] = [];
  const made = new TurnQueue(new VirtualPlatform(), (events) => void turns.push(events.map(({ version }) => version)));
  return { turns, queue: made };
}

describe('TurnQueue', () => {
  it('hands on what came in one turn together, at its end', async () => {
    const { turns, queue: one } = queue();
    one.release();
    one.push(published(1));
    one.push(published(2));
    expect(turns).toEqual([]);
    await settled();
    one.push(published(3));
    await settled();
    expect(turns).toEqual([[1, 2], [3]]);
  });

  it('does not wait with more than 1 MiB', async () => {
    const { turns, queue: one } = queue();
    one.release();
    one.push(published(1, HALF));
    one.push(published(2, HALF));
    expect(turns).toEqual([]);
    one.push(published(3));
    one.push(published(4));
    expect(turns).toEqual([[1, 2, 3]]);
    await settled();
    expect(turns).toEqual([[1, 2, 3], [4]]);
  });

  it('holds what comes before it is released, and hands it on at once then', async () => {
    const { turns, queue: one } = queue();
    one.push(published(1));
    await settled();
    expect(turns).toEqual([]);
    one.release();
    expect(turns).toEqual([[1]]);
  });

  it('holds little more than 1 MiB: what is let go of is the oldest, so that a hole shows', () => {
    const { turns, queue: one } = queue();
    for (let version = 1; version <= 100; version += 1) one.push(published(version, HALF));
    one.release();
    expect(turns).toEqual([[100]]);
  });

  it('hands on nothing where nothing came', async () => {
    const { turns, queue: one } = queue();
    one.release();
    await settled();
    expect(turns).toEqual([]);
  });
});
