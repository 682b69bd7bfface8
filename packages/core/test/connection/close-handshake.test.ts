import { describe, expect, it } from 'vitest';
import { type CloseInput, type CloseState, OPEN, stepClose } from '../../src/connection/close-handshake.ts';
import type { Role } from '../../src/vocabulary/role.ts';

const ours = { code: 1000, reason: 'ours' };
const theirs = { code: 1001, reason: 'theirs' };
const graceMs = 5;

const requested: CloseInput = { kind: 'closeRequested', close: ours, now: 10 };
const received: CloseInput = { kind: 'closeReceived', close: theirs, now: 20 };
const failed: CloseInput = { kind: 'failed', close: ours, now: 30 };
const ended: CloseInput = { kind: 'socketEnded', now: 40 };
const gone: CloseInput = { kind: 'socketClosed' };

const awaitingClose: CloseState = { kind: 'awaitingClose', deadline: 15 };
const awaitingEnd: CloseState = { kind: 'awaitingEnd', deadline: 25 };
const closed: CloseState = { kind: 'closed' };
const roles: Role[] = ['client', 'server'];

function step(state: CloseState, input: CloseInput, role: Role): [CloseState, readonly unknown[]] {
  return stepClose(state, input, role, graceMs);
}

describe.each(roles)('stepClose of a %s', (role) => {
  const end = role === 'server' ? ['endSocket'] : []; // §7.1.1: the server ends TCP first

  it('sends its close frame and waits for the peer’s (§7.1.2)', () => {
    expect(step(OPEN, requested, role)).toEqual([awaitingClose, [{ send: ours }]]);
  });

  it('echoes the peer’s close frame (§5.5.1)', () => {
    expect(step(OPEN, received, role)).toEqual([awaitingEnd, [{ send: theirs }, ...end]]);
  });

  it('answers no close frame that answers its own (§5.5.1)', () => {
    expect(step(awaitingClose, received, role)).toEqual([awaitingEnd, end]);
  });

  it('sends a close frame and ends TCP when it fails the connection (§7.1.7)', () => {
    expect(step(OPEN, failed, role)).toEqual([{ kind: 'awaitingEnd', deadline: 35 }, [{ send: ours }, 'endSocket']]);
  });

  it('sends no second close frame when it fails while closing (§5.5.1)', () => {
    expect(step(awaitingClose, failed, role)).toEqual([{ kind: 'awaitingEnd', deadline: 35 }, ['endSocket']]);
  });

  it.each([
    ['open', OPEN, 45],
    ['awaitingClose', awaitingClose, 45],
    ['awaitingEnd', awaitingEnd, 25],
  ] as const)('ends TCP too when the peer has ended it, in %s', (_, state, deadline) => {
    expect(step(state, ended, role)).toEqual([{ kind: 'awaitingEnd', deadline }, ['endSocket']]);
  });

  it.each([
    ['a second request', awaitingClose, requested],
    ['a request after both frames', awaitingEnd, requested],
    ['a second close frame', awaitingEnd, received],
    ['a failure after the end', awaitingEnd, failed],
  ] as const)('changes nothing, the deadline least of all, for %s', (_, state, input) => {
    expect(step(state, input, role)).toEqual([state, []]);
  });

  it.each([OPEN, awaitingClose, awaitingEnd])('is closed when the socket is gone, from $kind', (state) => {
    expect(step(state, gone, role)).toEqual([closed, []]);
  });

  it.each([requested, received, failed, ended, gone, { kind: 'timePassed', now: 1e9 } as const])(
    'stays closed whatever comes: $kind',
    (input) => {
      expect(step(closed, input, role)).toEqual([closed, []]);
    },
  );

  it.each([
    [awaitingClose, 14, false],
    [awaitingClose, 15, true],
    [awaitingEnd, 24, false],
    [awaitingEnd, 25, true],
    [OPEN, 1e9, false],
  ])('in %o at %d cuts TCP: %s', (state, now, cuts) => {
    expect(step(state, { kind: 'timePassed', now }, role)).toEqual(cuts ? [closed, ['destroySocket']] : [state, []]);
  });
});
