import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/envelope/error-code.ts';
import { OwnState } from '../../src/rooms/own-state.ts';
import type { StateUpdate } from '../../src/rooms/room-effect.ts';

const NEVER = Number.POSITIVE_INFINITY;
const place = { connection: 1, room: 5 };
const busy = { code: ERROR_CODES.TooMany, message: 'slow down' };
const broken = { code: ERROR_CODES.Internal, message: 'internal error' };
const wrong = { code: ERROR_CODES.InvalidParams, message: 'not so' };

/** What is sent now. */
function sent(state: OwnState, now = 0): StateUpdate {
  const update = state.next(place, now);
  if (update === undefined) throw new Error('nothing is sent');
  return update;
}

/** A state that the server took with a join. */
function taken(value: unknown): OwnState {
  const state = new OwnState((failures) => 10 * (failures + 1));
  state.set(value);
  state.taken(value);
  return state;
}

describe('OwnState', () => {
  it('is told by the first join, and needs nothing else once that is granted', () => {
    const state = new OwnState(() => 0);
    state.set('a');
    expect([state.forJoin, state.next(place, 0), state.nextDeadline()]).toEqual(['a', undefined, NEVER]);
    state.taken('a');
    expect([state.forJoin, state.next(place, 0), state.nextDeadline()]).toEqual(['a', undefined, NEVER]);
  });

  it('is sent when it is newer than what was taken, one at a time: behind an answer only the newest', () => {
    const state = taken('a');
    state.set('b');
    const first = sent(state);
    for (const newer of ['c', 'd']) state.set(newer);
    expect([first, state.next(place, 0), state.nextDeadline()]).toEqual([{ ...place, state: 'b' }, undefined, NEVER]);
    expect([state.answered(first, undefined, 0), state.forJoin, sent(state).state]).toEqual([undefined, 'b', 'd']);
  });

  it('is told by joins only once it was taken', () => {
    const state = taken('a');
    state.set('b');
    const update = sent(state);
    expect(state.forJoin).toBe('a');
    state.answered(update, undefined, 0);
    expect(state.forJoin).toBe('b');
    state.left();
    state.set('c');
    expect(state.forJoin).toBe('c');
  });

  it.each<[string, unknown]>([
    ['one', 'a'],
    ['none', undefined],
  ])('is given up when it is refused for good: then what was taken counts, where there is %s', (_, before) => {
    const state = taken(before);
    state.set('b');
    expect(state.answered(sent(state), wrong, 0)).toBe(wrong);
    expect([state.forJoin, state.next(place, 1e6), state.nextDeadline()]).toEqual([before, undefined, NEVER]);
  });

  it('goes on with a newer one when one is refused for good', () => {
    const state = taken('a');
    state.set('b');
    const update = sent(state);
    state.set('c');
    expect([state.answered(update, wrong, 0), sent(state).state]).toEqual([wrong, 'c']);
  });

  it('is sent again later and later while the server cannot take it, and no earlier than that says, newer ones too', () => {
    const state = taken('a');
    state.set('b');
    const waits = [0, 0, 500].map((retryAfterMs) => {
      const now = Math.max(0, state.nextDeadline());
      state.answered(sent(state, now), { ...busy, data: { retryAfterMs } }, 1_000);
      return state.nextDeadline();
    });
    state.set('c');
    expect([waits, state.next(place, 1_529), sent(state, 1_530).state]).toEqual([[1_010, 1_020, 1_530], undefined, 'c']);
  });

  it('is given up after three faults of the server in a row, counted anew for another one', () => {
    const state = taken('a');
    const fails = (error: typeof busy) => state.answered(sent(state, 1e6), error, 0);
    state.set('b');
    expect([broken, broken, busy, broken, broken].map(fails)).toEqual(Array.from({ length: 5 }));
    state.set('c');
    expect([broken, broken, broken].map(fails)).toEqual([undefined, undefined, broken]);
    expect(state.forJoin).toBe('a');
  });

  it('begins anew with a join, and does not want the answer of what was on its way', () => {
    const state = taken('a');
    state.set('b');
    const update = sent(state);
    state.taken('a');
    const again = sent(state);
    expect([state.answered(update, wrong, 0), state.answered(again, busy, 0), state.nextDeadline()]).toEqual([undefined, undefined, 10]);
    state.taken('a');
    expect(sent(state)).toEqual({ ...place, state: 'b' });
  });
});
