import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/envelope/error-code.ts';
import { OwnState } from '../../src/rooms/own-state.ts';

const NEVER = Number.POSITIVE_INFINITY;
const busy = { code: ERROR_CODES.TooMany, message: 'slow down' };
const broken = { code: ERROR_CODES.Internal, message: 'internal error' };

/** A state that the server has not answered yet. */
function told(value: unknown): OwnState {
  const state = new OwnState((failures) => 10 * (failures + 1));
  state.set(value);
  return state;
}

describe('OwnState', () => {
  it('is sent again later and later while the server cannot take it, and no earlier than that says', () => {
    const state = told('a');
    const waits = [0, 0, 500].map((retryAfterMs) => {
      state.refused('a', { ...busy, data: { retryAfterMs } }, 1_000);
      const { againAt } = state;
      state.sent();
      return againAt;
    });
    expect([waits, state.againAt, state.value]).toEqual([[1_010, 1_020, 1_530], NEVER, 'a']);
  });

  it('is given up after three faults of the server in a row, and begins anew with another value', () => {
    const state = told('a');
    const againAfter = (error: typeof busy) => {
      state.sent();
      state.refused(state.value, error, 0);
      return state.againAt;
    };
    expect([broken, broken, busy, broken, broken, broken].map(againAfter)).toEqual([10, 20, 30, 40, 50, NEVER]);
    state.set('b');
    expect(againAfter(broken)).toBe(10);
  });

  it.each([
    ['that is not the newest', 'old', busy],
    ['that the server will never take', 'a', { code: ERROR_CODES.InvalidParams, message: 'not so' }],
  ])('sends none again %s', (_, refused, error) => {
    const state = told('a');
    state.refused(refused, error, 0);
    expect(state.againAt).toBe(NEVER);
  });
});
