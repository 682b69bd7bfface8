import { describe, expect, it } from 'vitest';
import { Lines } from '../../src/peer/lines.ts';

/** A task that a test lets settle. */
function held(log: string[], name: string) {
  let settle = (_: string | Error) => {};
  const run = () =>
    new Promise<string>((resolve, reject) => {
      log.push(name);
      settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
    });
  return { run, settle: (outcome: string | Error) => settle(outcome) };
}

describe('Lines', () => {
  it('runs what has the same key in order, one at a time; other keys do not wait', async () => {
    const lines = new Lines();
    const log: string[] = [];
    const [first, second, other] = [held(log, 'first'), held(log, 'second'), held(log, 'other')];
    const answers = [lines.run('a', first.run), lines.run('a', second.run), lines.run('b', other.run)];
    await Promise.resolve();
    expect([log, lines.size]).toEqual([['first', 'other'], 2]);
    first.settle('1');
    expect(await answers[0]).toBe('1');
    await Promise.resolve();
    expect(log).toEqual(['first', 'other', 'second']);
    second.settle('2');
    other.settle('3');
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
    await Promise.resolve();
    expect(lines.size).toBe(0);
  });

  it('goes on behind one that fails', async () => {
    const lines = new Lines();
    const failed = lines.run('a', () => Promise.reject(new Error('no')));
    const next = lines.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
