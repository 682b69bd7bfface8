import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { PresenceKeeper } from '../../src/rooms/presence-keeper.ts';
import { PresenceLease } from '../../src/rooms/presence-lease.ts';
import { decodeState, encodeState } from '../../src/rooms/room-event.ts';
import { roomWorld } from '../support/room-world.ts';

function kept() {
  const world = roomWorld();
  const lease = new PresenceLease(world);
  const keeper = new PresenceKeeper(world, lease, 'peer-1');
  const listed = async (room = 'room') => (await world.broker.members(room)).map(({ peer, state }) => [peer, decodeState(state)]);
  return { ...world, lease, keeper, listed };
}

describe('PresenceKeeper', () => {
  it('lists the peer with its newest state, and renews the lease beside', async () => {
    const { keeper, broker, listed } = kept();
    expect(keeper.has('room')).toBe(false);
    await keeper.set('room', 1);
    await keeper.set('room', 2);
    expect([keeper.has('room'), await listed()]).toEqual([true, [['peer-1', 2]]]);
    expect(broker.asked.slice(0, 3)).toEqual(['renewLease', 'setMember', 'setMember']);
  });

  it('has what it was told last, while the broker is told what came before', async () => {
    const { keeper, broker, listed } = kept();
    const release = broker.hold('setMember');
    const first = keeper.set('room', 1);
    const second = keeper.set('room', 2);
    expect(keeper.member('room')).toEqual({ peer: 'peer-1', state: encodeState(2), incarnation: 'here' });
    release();
    await Promise.all([first, second]);
    expect(await listed()).toEqual([['peer-1', 2]]);
    keeper.remove('room');
    expect([keeper.member('room'), keeper.has('room')]).toEqual([undefined, false]);
  });

  it('rejects when the broker cannot be told', async () => {
    const { keeper, broker } = kept();
    broker.failing.add('setMember');
    await expect(keeper.set('room', 1)).rejects.toThrow('setMember failed');
    keeper.remove('room');
    await settled();
    broker.failing.clear();
    await keeper.set('room', 1);
    expect(keeper.has('room')).toBe(true);
  });

  it('keeps the peer for 10 s without a connection', async () => {
    const { keeper, platform, listed } = kept();
    await keeper.set('room', 1);
    keeper.disconnected();
    await platform.advance(9_999);
    expect(await listed()).toEqual([['peer-1', 1]]);
    await platform.advance(1);
    expect([await listed(), keeper.has('room'), platform.timers]).toEqual([[], false, 0]);
  });

  it('keeps it on where it is back in time, and only there', async () => {
    const { keeper, platform, broker, listed } = kept();
    await keeper.set('here', 1);
    await keeper.set('there', 1);
    keeper.disconnected();
    await platform.advance(9_999);
    await keeper.set('here', 1);
    await platform.advance(20_000);
    expect([await listed('here'), await listed('there'), broker.count('removeMember')]).toEqual([[['peer-1', 1]], [], 1]);
  });

  it('counts the 10 s from the last disconnection', async () => {
    const { keeper, platform, listed } = kept();
    await keeper.set('room', 1);
    keeper.disconnected();
    await platform.advance(5_000);
    keeper.disconnected();
    await platform.advance(9_999);
    expect(await listed()).toEqual([['peer-1', 1]]);
    await platform.advance(1);
    expect(await listed()).toEqual([]);
  });

  it('lists nobody any more who does not come back', async () => {
    const { keeper, platform, listed } = kept();
    for (const room of ['a', 'b']) await keeper.set(room, 1);
    keeper.disconnected();
    keeper.removeAll();
    await platform.advance(5_000);
    expect([await listed('a'), await listed('b'), platform.timers]).toEqual([[], [], 0]);
  });

  it('tells the broker again until it has heard who left, while others keep the lease', async () => {
    const { keeper, broker, platform, log, listed } = kept();
    for (const room of ['room', 'another']) await keeper.set(room, 1);
    broker.failing.add('removeMember');
    keeper.remove('room');
    await platform.advance(7_000);
    // At once, after 1, 3 and 7 s.
    expect([broker.count('removeMember'), log.lines.length, await listed()]).toEqual([4, 4, [['peer-1', 1]]]);
    broker.failing.clear();
    await platform.advance(8_000);
    expect([await listed(), await listed('another')]).toEqual([[], [['peer-1', 1]]]);
  });

  it('tells the broker again who left, too, where it seemed to hear nothing of them but took it all', async () => {
    const { keeper, broker, platform, listed } = kept();
    broker.failing.add('renewLease');
    await keeper.set('room', 1);
    broker.failing.add('removeMember');
    keeper.remove('room');
    await settled();
    broker.failing.clear();
    await platform.advance(1_000);
    expect(await listed()).toEqual([]);
  });

  it('tells a broker again that throws at once, and lets nobody but the log hear of it', async () => {
    const { keeper, broker, platform, log, listed } = kept();
    for (const room of ['room', 'another']) await keeper.set(room, 1);
    const { removeMember } = broker;
    broker.removeMember = () => {
      throw new Error('not connected');
    };
    keeper.disconnected();
    await platform.advance(10_000);
    expect(log.lines.map(([level]) => level)).toEqual(['warn', 'warn']);
    broker.removeMember = removeMember;
    await platform.advance(1_000);
    expect([await listed(), await listed('another')]).toEqual([[], []]);
  });

  it('does not say that it left when it is back by then', async () => {
    const { keeper, broker, platform, listed } = kept();
    await keeper.set('room', 1);
    broker.failing.add('removeMember');
    keeper.remove('room');
    await settled();
    broker.failing.clear();
    await keeper.set('room', 2);
    await platform.advance(10_000);
    expect([await listed(), broker.count('removeMember')]).toEqual([[['peer-1', 2]], 1]);
  });

  it('gives up once the broker has let go of everybody', async () => {
    const { keeper, broker, platform } = kept();
    await keeper.set('room', 1);
    broker.failing.add('removeMember');
    keeper.remove('room');
    await platform.advance(120_000);
    expect([broker.count('removeMember'), platform.timers]).toEqual([5, 0]);
  });

  it('repeats where it is listed what the broker forgot, and is silent elsewhere', async () => {
    const { keeper, broker, listed } = kept();
    await keeper.set('room', 1);
    await broker.removeMember('room', 'peer-1', 'here');
    keeper.repeat('room');
    keeper.repeat('elsewhere');
    await settled();
    expect([await listed(), await listed('elsewhere')]).toEqual([[['peer-1', 1]], []]);
  });

  it('is listed again after the lease ran out', async () => {
    const { keeper, broker, platform, listed } = kept();
    await keeper.set('room', 1);
    broker.failing.add('renewLease');
    await platform.advance(36_000);
    expect(await listed()).toEqual([]);
    broker.failing.clear();
    await platform.advance(10_000);
    expect(await listed()).toEqual([['peer-1', 1]]);
  });
});
