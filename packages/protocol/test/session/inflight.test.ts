import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inflight } from '../../src/session/inflight.ts';

interface Call {
  readonly name: string;
  readonly deadline: number;
}

function inflight(...calls: readonly (readonly [id: number, deadline: number])[]): Inflight<Call> {
  const all = new Inflight<Call>();
  for (const [id, deadline] of calls) all.add(id, { name: `call ${id}`, deadline });
  return all;
}

function names(calls: readonly Call[]): string[] {
  return calls.map(({ name }) => name);
}

describe('Inflight', () => {
  it('finds calls by their ids until they are taken', () => {
    const calls = inflight([1, 10], [3, 20]);
    expect([calls.size, calls.get(3)?.name, calls.get(5)]).toEqual([2, 'call 3', undefined]);
    expect([calls.take(3)?.name, calls.take(3), calls.get(3), calls.size]).toEqual(['call 3', undefined, undefined, 1]);
  });

  it.each([
    [9, []],
    [10, ['call 3']],
    [19, ['call 3']],
    [20, ['call 1', 'call 3']],
    [1e12, ['call 1', 'call 3']],
  ])('at %d finds expired: %j', (now, expired) => {
    expect(names(inflight([1, 20], [3, 10], [5, Number.POSITIVE_INFINITY]).expired(now))).toEqual(expired);
  });

  it('has no deadline where nobody waits for an end', () => {
    expect(inflight().nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    expect(inflight([1, Number.POSITIVE_INFINITY]).nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('knows the earliest deadline, and the next one once it is reached', () => {
    const calls = inflight([1, 20], [3, 10], [5, 30]);
    expect(calls.nextDeadline()).toBe(10);
    for (const expected of [20, 30, Number.POSITIVE_INFINITY]) {
      calls.expired(calls.nextDeadline());
      expect(calls.nextDeadline()).toBe(expected);
    }
  });

  it('is empty before its first call', () => {
    const calls = inflight();
    expect([calls.size, calls.get(1), calls.take(1), calls.takeAll(), calls.expired(1e12)]).toEqual([0, undefined, undefined, [], []]);
  });

  it('takes calls again after all were given up', () => {
    const calls = inflight([1, 10]);
    calls.takeAll();
    calls.add(3, { name: 'call 3', deadline: 20 });
    expect([calls.size, calls.get(3)?.name, calls.nextDeadline()]).toEqual([1, 'call 3', 20]);
  });

  it('gives up all, in the order in which they began', () => {
    const calls = inflight([5, 10], [1, 20], [3, 5]);
    expect(names(calls.takeAll())).toEqual(['call 5', 'call 1', 'call 3']);
    expect([calls.size, calls.nextDeadline(), calls.takeAll(), calls.expired(1e12)]).toEqual([0, Number.POSITIVE_INFINITY, [], []]);
  });

  it('never wakes later than the earliest deadline, and finds each call once its time has come', () => {
    const step = fc.record({
      add: fc.option(fc.integer({ min: 1, max: 50 })),
      take: fc.option(fc.nat({ max: 30 })),
      pass: fc.nat({ max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const calls = new Inflight<Call>();
        const model = new Map<number, Call>();
        let [now, id] = [0, 0];
        for (const { add, take, pass } of steps) {
          if (add !== null) {
            id += 1;
            const call = { name: `call ${id}`, deadline: now + add };
            calls.add(id, call);
            model.set(id, call);
          }
          if (take !== null) {
            calls.take(take);
            model.delete(take);
          }
          expect(calls.nextDeadline()).toBeLessThanOrEqual(Math.min(...[...model.values()].map(({ deadline }) => deadline)));
          now += pass;
          const due = [...model].filter(([, { deadline }]) => deadline <= now);
          expect(calls.expired(now)).toEqual(due.map(([, call]) => call));
          for (const [expired] of due) {
            calls.take(expired);
            model.delete(expired);
          }
          expect([calls.size, calls.expired(now)]).toEqual([model.size, []]);
        }
      }),
    );
  });
});
