import { describe, expect, it } from 'vitest';
import { type OutboundJob, OutboundLine } from '../../src/connection/outbound-line.ts';

/** A line whose steps are noted down, and jobs that the test finishes. */
function lineOf() {
  const log: string[] = [];
  const line = new OutboundLine(() => log.push('written'));
  class Job implements OutboundJob {
    readonly #name: string;
    readonly bytes: number;
    finish: (write: () => void) => void = () => {};
    constructor(name: string, bytes = 0) {
      this.#name = name;
      this.bytes = bytes;
    }
    run(finish: (write: () => void) => void): void {
      log.push(`run ${this.#name}`);
      this.finish = finish;
    }
    end(): void {
      this.finish(() => log.push(`write ${this.#name}`));
    }
    drained(): void {
      log.push(`drained ${this.#name}`);
    }
    cancel(): void {
      log.push(`cancel ${this.#name}`);
    }
  }
  return { line, log, job: (name: string, bytes?: number) => new Job(name, bytes) };
}

describe('OutboundLine', () => {
  it('runs a job at once where none stands before it', () => {
    const { line, log, job } = lineOf();
    const first = job('first', 10);
    line.run(first);
    expect({ log, isBusy: line.isBusy, bytes: line.bytes }).toEqual({ log: ['run first'], isBusy: true, bytes: 10 });
    first.end();
    expect({ log, isBusy: line.isBusy, bytes: line.bytes }).toEqual({
      log: ['run first', 'write first', 'written'],
      isBusy: false,
      bytes: 0,
    });
  });

  it('keeps the order of jobs and of what waits behind them', () => {
    const { line, log, job } = lineOf();
    const [first, second] = [job('first', 10), job('second', 5)];
    line.run(first);
    line.wait(3, () => log.push('a'));
    line.run(second);
    line.wait(2, () => log.push('b'));
    expect(line.bytes).toBe(20);
    first.end();
    expect(log).toEqual(['run first', 'write first', 'a', 'run second', 'written']);
    expect(line.bytes).toBe(7);
    second.end();
    expect(log.slice(5)).toEqual(['write second', 'b', 'written']);
    expect(line.bytes).toBe(0);
  });

  it('tells only the job that runs that the buffer has drained', () => {
    const { line, log, job } = lineOf();
    line.drained();
    line.run(job('first'));
    line.run(job('second'));
    line.drained();
    expect(log).toEqual(['run first', 'drained first']);
  });

  it('cancels the job that runs and all that wait, for good', () => {
    const { line, log, job } = lineOf();
    const [first, second] = [job('first', 10), job('second', 10)];
    line.run(first);
    line.run(second);
    line.wait(
      1,
      () => log.push('a'),
      () => log.push('cancel a'),
    );
    line.cancel();
    line.cancel();
    first.end();
    expect(log).toEqual(['run first', 'cancel first', 'cancel second', 'cancel a']);
    expect({ bytes: line.bytes, isBusy: line.isBusy }).toEqual({ bytes: 0, isBusy: true });
  });

  it('cancels at once what comes afterwards', () => {
    const { line, log, job } = lineOf();
    line.cancel();
    line.run(job('late', 10));
    line.wait(5, () => log.push('a'));
    expect({ log, bytes: line.bytes }).toEqual({ log: ['cancel late'], bytes: 0 });
  });

  it('stops where what a finished job leads to cancels it', () => {
    const { line, log, job } = lineOf();
    const first = job('first');
    line.run(first);
    line.wait(0, () => line.cancel());
    line.wait(0, () => log.push('never'));
    first.end();
    expect(log).toEqual(['run first', 'write first', 'written']);
  });
});
