import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceChange } from '../../src/envelope/envelope.ts';
import { PresenceView } from '../../src/rooms/presence-view.ts';

function viewOf(...members: PresenceChange[]): PresenceView {
  const view = new PresenceView();
  view.replace(members);
  return view;
}

const a = { peer: 'a', state: 1 };
const b = { peer: 'b', state: 2 };
const nobody = { joined: [], left: [], changed: [] };

describe('PresenceView', () => {
  it('is empty at first', () => {
    const view = new PresenceView();
    expect([view.members, view.count]).toEqual([[], 0]);
  });

  it('lists 256 members at most; of more it keeps the count', () => {
    const changes = (from: number, to: number) => Array.from({ length: to - from }, (_, index): PresenceChange => [`p${from + index}`, 0]);
    const view = viewOf(...changes(0, 256));
    expect([view.members.length, view.count]).toEqual([256, 256]);
    expect(view.apply(changes(256, 257))?.left).toHaveLength(257);
    expect([view.members, view.count]).toEqual([[], 257]);
    view.replace(changes(0, 300));
    expect([view.members, view.count]).toEqual([[], 300]);
  });

  it('takes a full list, in its order', () => {
    const view = new PresenceView();
    expect(
      view.replace([
        ['b', 2],
        ['a', 1],
      ]),
    ).toEqual({ ...nobody, joined: [b, a] });
    expect([view.members, view.count]).toEqual([[b, a], 2]);
  });

  it('tells of a further full list only what is different, and keeps the order', () => {
    const view = viewOf(['a', 1], ['b', 2], ['c', 3]);
    expect(
      view.replace([
        ['d', 4],
        ['c', 5],
        ['a', 1],
      ]),
    ).toEqual({
      joined: [{ peer: 'd', state: 4 }],
      left: [b],
      changed: [{ peer: 'c', state: 5 }],
    });
    expect(view.members).toEqual([a, { peer: 'c', state: 5 }, { peer: 'd', state: 4 }]);
  });

  it('takes what changed since', () => {
    const view = viewOf(['a', 1], ['b', 2]);
    expect(view.apply([['a'], ['b', 3], ['c', 4]])).toEqual({
      joined: [{ peer: 'c', state: 4 }],
      left: [a],
      changed: [{ peer: 'b', state: 3 }],
    });
    expect(view.members).toEqual([
      { peer: 'b', state: 3 },
      { peer: 'c', state: 4 },
    ]);
  });

  it.each<[string, PresenceChange[]]>([
    ['nothing', []],
    ['the leaving of somebody unknown', [['c']]],
    ['the same state, in another object', [['a', { n: [1] }]]],
    ['a coming and going', [['c', 1], ['c']]],
  ])('says nothing, and keeps its array, for %s', (_, changes) => {
    const view = viewOf(['a', { n: [1] }]);
    const before = view.members;
    expect(view.apply(changes)).toBeUndefined();
    expect(view.members).toBe(before);
  });

  it('keeps its array for the same full list in another order', () => {
    const view = viewOf(['a', { n: 1 }], ['b', null]);
    const before = view.members;
    expect(
      view.replace([
        ['b', null],
        ['a', { n: 1 }],
      ]),
    ).toBeUndefined();
    expect(view.members).toBe(before);
  });

  it('does not change an array that it gave away, and keeps the members that stay the same', () => {
    const view = viewOf(['a', 1], ['b', 2]);
    const before = view.members;
    view.apply([['b'], ['c', 3]]);
    expect(before).toEqual([a, b]);
    expect(view.members[0]).toBe(before[0]);
  });

  it('tells the last of several changes of one peer', () => {
    const view = viewOf(['a', 1]);
    expect(
      view.apply([
        ['a', 5],
        ['a', 6],
        ['b', 1],
        ['b', 2],
      ]),
    ).toEqual({
      ...nobody,
      joined: [b],
      changed: [{ peer: 'a', state: 6 }],
    });
  });

  it('keeps a member of a full list that has no state', () => {
    const view = viewOf(['a']);
    expect(view.members).toEqual([{ peer: 'a', state: undefined }]);
    expect(view.replace([['a']])).toBeUndefined();
  });

  it('takes names of all kinds', () => {
    const view = viewOf(['__proto__', 1], ['constructor', 2], ['', 3]);
    expect(view.members.map(({ peer }) => peer)).toEqual(['__proto__', 'constructor', '']);
  });

  describe('of a room that is too full for a list', () => {
    it('has a count, and says so when it changes', () => {
      const view = new PresenceView();
      expect([view.replace(257), view.members, view.count]).toEqual([nobody, [], 257]);
      expect([view.replace(257), view.replace(258), view.count]).toEqual([undefined, nobody, 258]);
    });

    it('lets go of the list that it had', () => {
      const view = viewOf(['a', 1], ['b', 2]);
      expect(view.replace(300)).toEqual({ ...nobody, left: [a, b] });
      expect([view.members, view.count]).toEqual([[], 300]);
    });

    it('has nothing to which a difference could apply', () => {
      const view = new PresenceView();
      view.replace(300);
      expect([view.apply([['a', 1]]), view.members, view.count]).toEqual([undefined, [], 300]);
    });

    it('has a list again when it is emptier', () => {
      const view = new PresenceView();
      view.replace(300);
      expect(view.replace([['a', 1]])).toEqual({ ...nobody, joined: [a] });
      expect([view.members, view.count, view.apply([['a']]), view.count]).toEqual([[a], 1, { ...nobody, left: [a] }, 0]);
    });

    it('says so when it is empty', () => {
      const view = new PresenceView();
      view.replace(300);
      expect([view.replace([]), view.count]).toEqual([nobody, 0]);
    });
  });

  it('is where its differences lead, for any updates', () => {
    const peer = fc.constantFrom('a', 'b', 'c', 'd');
    const state = fc.oneof(fc.nat(2), fc.record({ n: fc.nat(1) }));
    const arrival = fc.tuple(peer, state).map(([who, is]): PresenceChange => [who, is]);
    const change = fc.oneof(
      arrival,
      peer.map((who): PresenceChange => [who]),
    );
    const update = fc.oneof(
      fc.record({ full: fc.constant(true), changes: fc.uniqueArray(arrival, { selector: ([who]) => who }) }),
      fc.record({ full: fc.constant(false), changes: fc.array(change, { maxLength: 6 }) }),
    );
    fc.assert(
      fc.property(fc.array(update), (updates) => {
        const view = new PresenceView();
        const truth = new Map<string, unknown>();
        const told = new Map<string, unknown>();
        for (const { full, changes } of updates) {
          const before = view.members;
          if (full) truth.clear();
          for (const [who, ...is] of changes) is.length === 0 ? truth.delete(who) : truth.set(who, is[0]);
          const difference = full ? view.replace(changes) : view.apply(changes);
          for (const { peer: who } of difference?.left ?? []) expect(told.delete(who)).toBe(true);
          for (const { peer: who, state: is } of difference?.joined ?? []) {
            expect(told.has(who)).toBe(false);
            told.set(who, is);
          }
          for (const { peer: who, state: is } of difference?.changed ?? []) {
            expect(told.get(who)).not.toEqual(is);
            told.set(who, is);
          }
          expect(new Map(view.members.map(({ peer: who, state: is }) => [who, is]))).toEqual(truth);
          expect(told).toEqual(truth);
          expect(view.count).toBe(truth.size);
          expect(view.members === before).toBe(difference === undefined);
        }
      }),
    );
  });
});
