import { describe, expect, it } from 'vitest';
import { PresenceLease } from '../../src/rooms/presence-lease.ts';
import { roomWorld } from '../support/room-world.ts';

function leased() {
  const world = roomWorld();
  const repeated: string[] = [];
  const place = (name: string) => ({ repeat: () => void repeated.push(name) });
  return { ...world, repeated, place, lease: new PresenceLease(world) };
}

describe('PresenceLease', () => {
  it('holds before the first member is told, and is renewed every 10 s', async () => {
    const { broker, platform, lease, place } = leased();
    await lease.add(place('a'));
    await lease.add(place('b'));
    expect(broker.count('renewLease')).toBe(1);
    await platform.advance(9_999);
    expect(broker.count('renewLease')).toBe(1);
    await platform.advance(1);
    expect(broker.count('renewLease')).toBe(2);
    await platform.advance(20_000);
    expect(broker.count('renewLease')).toBe(4);
  });

  it('is not renewed when the last member is gone, and again with the next', async () => {
    const { broker, platform, lease, place } = leased();
    const places = [place('a'), place('b')];
    for (const one of places) await lease.add(one);
    for (const one of [...places, place('nobody')]) lease.remove(one);
    await platform.advance(60_000);
    expect([broker.count('renewLease'), platform.timers]).toEqual([1, 0]);
    await lease.add(place('c'));
    expect([broker.count('renewLease'), platform.timers]).toEqual([2, 1]);
  });

  it('rejects for all who wait when it cannot be had, and asks again for the next', async () => {
    const { broker, lease, place } = leased();
    broker.failing.add('renewLease');
    const added = await Promise.allSettled([lease.add(place('a')), lease.add(place('b'))]);
    expect([added.map(({ status }) => status), broker.count('renewLease')]).toEqual([['rejected', 'rejected'], 1]);
    broker.failing.clear();
    await lease.add(place('c'));
    expect(broker.count('renewLease')).toBe(2);
  });

  it('is tried again when it could not be renewed, and nobody is told again while it holds', async () => {
    const { broker, platform, log, lease, place, repeated } = leased();
    await lease.add(place('a'));
    broker.failing.add('renewLease');
    await platform.advance(20_000);
    expect([log.lines.length, lease.isOver]).toEqual([2, false]);
    broker.failing.clear();
    // Just before it ends.
    await platform.advance(9_999);
    await lease.add(place('b'));
    expect(repeated).toEqual([]);
  });

  it('tells all members again when it was over: the broker has let go of them', async () => {
    const { broker, platform, lease, place, repeated } = leased();
    for (const name of ['a', 'b']) await lease.add(place(name));
    broker.failing.add('renewLease');
    await platform.advance(35_000);
    expect([lease.isOver, repeated]).toEqual([true, []]);
    broker.failing.clear();
    await platform.advance(5_000);
    expect([lease.isOver, repeated]).toEqual([false, ['a', 'b']]);
    await platform.advance(60_000);
    expect(repeated).toEqual(['a', 'b']);
  });

  it('is over before it began', () => {
    expect(leased().lease.isOver).toBe(true);
  });
});
