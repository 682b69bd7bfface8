import { settled } from '@trunkline/test-kit/settled';
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
  it('is renewed with the first member, and every 10 s', async () => {
    const { broker, platform, lease, place } = leased();
    lease.add(place('a'));
    lease.add(place('b'));
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
    for (const one of places) lease.add(one);
    for (const one of [...places, place('nobody')]) lease.remove(one);
    await platform.advance(60_000);
    expect([broker.count('renewLease'), platform.timers]).toEqual([1, 0]);
    lease.add(place('c'));
    expect([broker.count('renewLease'), platform.timers]).toEqual([2, 1]);
  });

  it('is tried again when it could not be renewed, and nobody is told again while it holds', async () => {
    const { broker, platform, log, lease, place, repeated } = leased();
    lease.add(place('a'));
    await settled();
    broker.failing.add('renewLease');
    await platform.advance(20_000);
    expect([log.lines.length, lease.isOver(0)]).toEqual([2, false]);
    broker.failing.clear();
    // Just before it ends.
    await platform.advance(9_999);
    lease.add(place('b'));
    await settled();
    expect(repeated).toEqual([]);
  });

  it('tells all members again when it was over: the broker has let go of them', async () => {
    const { broker, platform, lease, place, repeated } = leased();
    for (const name of ['a', 'b']) lease.add(place(name));
    await settled();
    broker.failing.add('renewLease');
    await platform.advance(35_000);
    expect([lease.isOver(5_000), lease.isOver(5_001), repeated]).toEqual([true, false, []]);
    broker.failing.clear();
    await platform.advance(5_000);
    expect([lease.isOver(0), repeated]).toEqual([false, ['a', 'b']]);
    await platform.advance(60_000);
    expect(repeated).toEqual(['a', 'b']);
  });

  it('may be there before it was renewed once: a member that the broker was told of began it', () => {
    const { lease } = leased();
    expect([lease.isOver(0), lease.isOver(-30_000)]).toEqual([false, true]);
  });
});
