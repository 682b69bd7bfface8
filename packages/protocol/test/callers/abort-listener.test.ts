import { describe, expect, it } from 'vitest';
import { listenForAbort } from '../../src/callers/abort-listener.ts';
import { watchedSignal } from '../support/planned.ts';

describe('listenForAbort', () => {
  it('tells the reason once the signal is aborted', () => {
    const { controller, signal } = watchedSignal();
    const reasons: unknown[] = [];
    listenForAbort(signal, (reason) => reasons.push(reason));
    expect(reasons).toEqual([]);
    controller.abort('enough');
    expect(reasons).toEqual(['enough']);
  });

  it('tells at once of a signal that is aborted already', () => {
    const reasons: unknown[] = [];
    listenForAbort(AbortSignal.abort('before'), (reason) => reasons.push(reason))();
    expect(reasons).toEqual(['before']);
  });

  it('hears nothing any more when it stops listening, and leaves nothing at the signal', () => {
    const { controller, signal, listeners } = watchedSignal();
    const reasons: unknown[] = [];
    const stop = listenForAbort(signal, (reason) => reasons.push(reason));
    expect(listeners()).toBe(1);
    stop();
    controller.abort('late');
    expect([reasons, listeners()]).toEqual([[], 0]);
  });

  it('has nothing to hear without a signal', () => {
    expect(listenForAbort(undefined, () => expect.unreachable())()).toBeUndefined();
  });
});
