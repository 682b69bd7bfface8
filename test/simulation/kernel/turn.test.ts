import { describe, expect, it } from 'vitest';
import { Turn } from './turn.ts';
import { Violation } from './violation.ts';

describe('Turn', () => {
  it('lets promises go on until nothing is left that does not need time', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    turn.opened();
    void Promise.resolve()
      .then(() => seen.push('one'))
      .then(() => seen.push('two'));
    await turn.end();
    expect(seen).toEqual(['one', 'two']);
  });

  it('runs what was put off behind all promises, and what that causes', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    turn.atEnd(() => {
      seen.push('end');
      turn.atEnd(() => seen.push('end of the end'));
      void Promise.resolve().then(() => seen.push('promise'));
    });
    void Promise.resolve().then(() => seen.push('before'));
    await turn.end();
    expect(seen).toEqual(['before', 'end', 'promise', 'end of the end']);
  });

  it('raises the first violation that somebody has caught', async () => {
    const turn = new Turn();
    turn.opened();
    const first = new Violation('a rule', 'is broken');
    expect(() =>
      turn.guard('here', () => {
        throw first;
      }),
    ).toThrow(first);
    turn.failed(new Error('another'), 'there');
    await expect(turn.end()).rejects.toBe(first);
  });

  it('makes a violation of any other error', async () => {
    const turn = new Turn();
    turn.opened();
    turn.failed(new RangeError('broken'), 'there');
    await expect(turn.end()).rejects.toThrow('no machine throws: at there: RangeError: broken');
  });
});
