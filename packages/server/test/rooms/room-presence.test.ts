import type { Member } from '@trunkline/broker';
import { jsonCodec } from '@trunkline/protocol/wire';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { encodeState } from '../../src/rooms/room-event.ts';
import { MAX_LISTED_MEMBERS, RoomPresence } from '../../src/rooms/room-presence.ts';
import { range } from '../support/told.ts';

function presence() {
  const platform = new VirtualPlatform();
  const told: unknown[] = [];
  const warnings: string[] = [];
  const room = new RoomPresence(1, platform, {
    onPresence: (changes) => void told.push(jsonCodec.decode(changes.message(jsonCodec).message)),
    warn: (_, message) => void warnings.push(message),
  });
  return { platform, told, warnings, room };
}

function member(peer: string, state: unknown = peer): Member {
  return { peer, state: encodeState(state), incarnation: 'here' };
}

function diff(...changes: (readonly [peer: string, state?: unknown])[]) {
  return { kind: 'presence', room: 1, full: false, changes };
}

function full(changes: unknown) {
  return { kind: 'presence', room: 1, full: true, changes };
}

describe('RoomPresence', () => {
  it('tells together what changed within 100 ms, the newest of each member', async () => {
    const { platform, told, room } = presence();
    room.apply(member('a', 1));
    await platform.advance(60);
    room.apply(member('a', 2));
    room.apply(member('b'));
    await platform.advance(39);
    expect(told).toEqual([]);
    await platform.advance(1);
    room.apply({ peer: 'b' });
    await platform.advance(99);
    expect(told).toEqual([diff(['a', 2], ['b', 'b'])]);
    await platform.advance(1);
    expect(told).toEqual([diff(['a', 2], ['b', 'b']), diff(['b'])]);
  });

  it('tells nothing of a member that says again what is known, or leaves twice', async () => {
    const { platform, told, room } = presence();
    room.apply(member('a', { name: 'ann' }));
    await platform.advance(100);
    told.length = 0;
    room.apply(member('a', { name: 'ann' }));
    room.apply({ peer: 'nobody' });
    await platform.advance(1_000);
    expect([told, platform.timers]).toEqual([[], 0]);
  });

  it('lists who is there', () => {
    const { room } = presence();
    room.apply(member('a', 1));
    room.apply(member('b', 2));
    room.apply(member('a', 3));
    expect([room.list(), room.size]).toEqual([
      [
        ['a', 3],
        ['b', 2],
      ],
      2,
    ]);
    expect(jsonCodec.decode(room.full().message(jsonCodec).message)).toEqual(full(room.list()));
    expect(room.full()).toBe(room.full());
  });

  it('lists 256 members, and counts more', async () => {
    const { platform, told, room } = presence();
    for (const at of range(1, MAX_LISTED_MEMBERS)) room.apply(member(`${at}`));
    expect([MAX_LISTED_MEMBERS, room.list()]).toEqual([256, range(1, 256).map((at) => [`${at}`, `${at}`])]);
    await platform.advance(100);
    told.length = 0;
    room.apply(member('one more'));
    expect(room.list()).toBe(257);
    await platform.advance(100);
    room.apply(member('another'));
    await platform.advance(100);
    expect(told).toEqual([full(257), full(258)]);
  });

  it('tells the whole list when it is short enough again', async () => {
    const { platform, told, room } = presence();
    for (const at of range(1, 257)) room.apply(member(`${at}`));
    await platform.advance(100);
    room.apply({ peer: '1' });
    await platform.advance(100);
    room.apply({ peer: '2' });
    await platform.advance(100);
    expect(told).toEqual([full(257), full(range(2, 257).map((at) => [`${at}`, `${at}`])), diff(['2'])]);
  });

  it('counts them too when their states are more than 512 KiB together', () => {
    const { room } = presence();
    const state = 'x'.repeat(4_000);
    for (const at of range(1, 130)) room.apply(member(`${at}`, state));
    expect(room.list()).toHaveLength(130);
    room.apply(member('131', state));
    room.apply(member('132', state));
    expect(room.list()).toBe(132);
    for (const at of range(1, 130)) room.apply(member(`${at}`, 'short'));
    expect(room.list()).toHaveLength(132);
  });

  it('loads who is there; whoever came, changed or left meanwhile is as it said itself', async () => {
    const { room } = presence();
    for (const peer of ['stays', 'gone', 'leaves']) room.apply(member(peer));
    let answer: (members: readonly Member[]) => void = () => {};
    const loaded = room.load(() => new Promise((resolve) => (answer = resolve)));
    room.apply({ peer: 'leaves' });
    room.apply(member('comes'));
    room.apply(member('stays', 'changed'));
    answer([member('stays', 'old'), member('leaves'), member('new')]);
    await loaded;
    expect(room.list()).toEqual([
      ['stays', 'changed'],
      ['comes', 'comes'],
      ['new', 'new'],
    ]);
  });

  it('is as it was when they cannot be loaded', async () => {
    const { room } = presence();
    room.apply(member('a'));
    await expect(room.load(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(room.list()).toEqual([['a', 'a']]);
  });

  it('loads again every second until that is done or it is closed', async () => {
    const { platform, room, warnings } = presence();
    let failures = 2;
    room.reload(() => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('away')) : Promise.resolve([member('a')]);
    });
    await platform.advance(1_999);
    expect([room.list(), warnings.length]).toEqual([[], 2]);
    await platform.advance(1);
    expect([room.list(), warnings.length]).toEqual([[['a', 'a']], 2]);
    room.reload(() => Promise.reject(new Error('away')));
    await platform.advance(999);
    room.close();
    await platform.advance(10_000);
    const message = 'the members of a room could not be read; that is tried again';
    expect([warnings, platform.timers]).toEqual([[message, message, message], 0]);
  });

  it('leaves a member as it was whose new state is none', () => {
    const { room, warnings } = presence();
    room.apply(member('a'));
    room.apply({ peer: 'a', state: Uint8Array.of(0xc1) });
    room.apply({ peer: 'b', state: Uint8Array.of(0xc1) });
    const message = 'a room was handed what is no state of a member; the member is left as it was';
    expect([room.list(), warnings]).toEqual([[['a', 'a']], [message, message]]);
  });

  it('tells nothing when it is closed', async () => {
    const { platform, told, room } = presence();
    room.apply(member('a'));
    room.close();
    room.apply(member('b'));
    await platform.advance(1_000);
    expect([told, platform.timers]).toEqual([[], 0]);
  });
});
