import type { PublishedEvent } from '@trunkline/broker';
import { NOWHERE } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { RoomProgress } from '../../src/rooms/room-progress.ts';

function published(version: number, offset = 0, epoch = 'e1'): PublishedEvent {
  return { delivery: offset === 0 ? 'ephemeral' : 'log', payload: new Uint8Array(), version, offset, epoch };
}

/** At offset 4 and version 9 of epoch e1. */
function begun(): RoomProgress {
  const progress = new RoomProgress();
  progress.restart({ position: { epoch: 'e1', offset: 4 }, version: 9 });
  return progress;
}

function headAt(offset: number, version: number, epoch = 'e1') {
  return { position: { epoch, offset }, version };
}

const NEXT = { isNew: true, hasHole: false, hasLogHole: false };
const KNOWN = { isNew: false, hasHole: false, hasLogHole: false };

describe('RoomProgress', () => {
  it('is nowhere until it begins', () => {
    expect(new RoomProgress().head).toEqual({ position: NOWHERE, version: 0 });
    expect(begun().head).toEqual(headAt(4, 9));
  });

  it('takes what comes next', () => {
    const progress = begun();
    expect([progress.take(published(10, 5)), progress.take(published(11)), progress.take(published(12, 6))]).toEqual([NEXT, NEXT, NEXT]);
    expect(progress.head).toEqual(headAt(6, 12));
  });

  it('does not take what comes twice or late, and never goes back', () => {
    const progress = begun();
    progress.take(published(12, 5));
    expect([progress.take(published(12, 5)), progress.take(published(11)), progress.take(published(10, 4))]).toEqual([KNOWN, KNOWN, KNOWN]);
    expect(progress.head).toEqual(headAt(5, 12));
  });

  it('tells holes in versions and in offsets', () => {
    expect(begun().take(published(11))).toEqual({ isNew: true, hasHole: true, hasLogHole: false });
    expect(begun().take(published(11, 5))).toEqual({ isNew: true, hasHole: true, hasLogHole: false });
    expect(begun().take(published(11, 6))).toEqual({ isNew: true, hasHole: true, hasLogHole: true });
  });

  it('knows what is late from the store before, and believes a head that says that it is back', () => {
    const progress = begun();
    progress.restart(headAt(0, 0, 'e2'));
    expect([progress.isFormer('e1'), progress.isFormer('e2'), progress.isFormer('e3')]).toEqual([true, false, false]);
    progress.restart(headAt(4, 9));
    expect([progress.isFormer('e1'), progress.isFormer('e2')]).toEqual([false, true]);
  });

  it('has no store before the first', () => {
    expect([begun().isFormer(''), begun().isFormer('e1')]).toEqual([false, false]);
  });

  it.each([
    ['nothing new', headAt(4, 9), 'known', headAt(4, 9)],
    ['values or ephemeral ones', headAt(4, 11), 'further', headAt(4, 11)],
    ['logged ones', headAt(6, 11), 'logged further', headAt(6, 11)],
    ['what was there before', headAt(3, 8), 'known', headAt(4, 9)],
  ])('sees %s in a head, while nothing comes', (_, head, seen, after) => {
    const progress = begun();
    expect([progress.see(head, 9), progress.head]).toEqual([seen, after]);
  });

  it('leaves holes to what comes meanwhile', () => {
    const progress = begun();
    progress.take(published(10, 5));
    expect([progress.see(headAt(6, 11), 9), progress.head]).toEqual(['known', headAt(5, 10)]);
  });

  it('finds a logged one that was lost between others that are not, however busy the room is', () => {
    const progress = begun();
    progress.take(published(11));
    progress.take(published(12));
    expect([progress.see(headAt(5, 11), 10), progress.head]).toEqual(['logged further', headAt(5, 12)]);
    // The doubt is settled.
    progress.take(published(13));
    expect(progress.see(headAt(6, 14), 12)).toBe('known');
  });

  it('finds a logged one that was lost last but for one that is not', () => {
    const progress = begun();
    progress.take(published(11));
    expect([progress.see(headAt(5, 11), 11), progress.head]).toEqual(['logged further', headAt(5, 11)]);
  });

  it('has no doubt where the next logged one is the next', () => {
    const progress = begun();
    progress.take(published(11));
    progress.take(published(12, 5));
    expect([progress.see(headAt(6, 13), 11), progress.head]).toEqual(['known', headAt(5, 12)]);
  });

  it('does not take a head from before a hole for an answer to it', () => {
    const progress = begun();
    progress.take(published(11));
    expect(progress.see(headAt(4, 9), 9)).toBe('known');
    expect(progress.see(headAt(5, 11), 9)).toBe('logged further');
  });

  it('does not deliver again what a head took it past', () => {
    const progress = begun();
    progress.take(published(11));
    progress.see(headAt(6, 12), 10);
    expect(progress.take(published(12, 6))).toEqual(KNOWN);
    expect(progress.take(published(13, 7))).toEqual(NEXT);
    expect(progress.head).toEqual(headAt(7, 13));
  });
});
