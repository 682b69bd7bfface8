import { describe, expect, it } from 'vitest';
import { TUPLE_KINDS } from '../../src/codec/tuple-kind.ts';
import { readTuple } from '../../src/codec/tuple-reader.ts';
import { problemOf } from '../support/problem-of.ts';

/** Hands out members, and notes how deep each was allowed to nest. */
function source(members: readonly unknown[], hasIndexes = true) {
  const levels: number[] = [];
  const next = (allowed: number) => members[levels.push(allowed) - 1];
  return { hasIndexes, levels, next };
}

describe('readTuple', () => {
  it.each([
    { kind: 'end', members: [1, { code: 1, message: '' }], levels: [64, 65] },
    { kind: 'events', members: [1, 1, []], levels: [64, 64, 66] },
    { kind: 'presence', members: [1, true, []], levels: [64, 64, 66] },
    { kind: 'revoked', members: [1, { code: 1, message: '' }], levels: [64, 65] },
    { kind: 'item', members: [1, 1], levels: [64, 64] },
    { kind: 'snapshot', members: [1, '', 1, 1], levels: [64, 64, 64, 64] },
  ] as const)('lets content nest 64 deep in $kind, besides what is around it (§10)', ({ kind, members, levels }) => {
    const from = source(members);
    readTuple(kind, from);
    expect(from.levels).toEqual(levels);
  });

  it('reads the members of an event', () => {
    expect(readTuple('event', source([1, 2, 5, null, 'p']))).toEqual({
      kind: 'event',
      room: 1,
      offset: 2,
      name: 5,
      data: null,
      publisher: 'p',
    });
  });

  it('knows no indexes where the codec has none', () => {
    expect(problemOf(() => readTuple('event', source([1, 2, 5, null], false)))).toBe('bad-member');
    expect(problemOf(() => readTuple('events', source([1, 2, [[5, null]]], false)))).toBe('bad-member');
  });

  it('takes a count of members for a whole list only', () => {
    expect(readTuple('presence', source([1, true, 257], false))).toEqual({ kind: 'presence', room: 1, full: true, changes: 257 });
    for (const members of [
      [1, false, 257],
      [1, true, -1],
      [1, true, '257'],
    ]) {
      expect(problemOf(() => readTuple('presence', source(members, false)))).toBe('bad-member');
    }
  });

  it.each(TUPLE_KINDS)('needs members in %s', (kind) => {
    expect(problemOf(() => readTuple(kind, source([])))).toMatch(/^bad-(member|id)$/);
  });
});
