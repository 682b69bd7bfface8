import { describe, expect, it } from 'vitest';
import { clientSource, contractSource, serverSource } from './generated-contract.ts';
import { complaints, programOf } from './program.ts';

/**
 * Most types that the compiler may instantiate for each program: what was measured and about 20 % more. The measure is the work of a
 * compiler and an editor, and unlike their time the same on every machine. A server whose `implement` lost its `NoInfer` needs 2,302,076.
 *
 * | program                             | TypeScript 6.0.3 | TypeScript 7.0.2 | checked by 7 in |
 * | ----------------------------------- | ---------------- | ---------------- | --------------- |
 * | the contract alone                  |           42,832 |           42,826 |           0.5 s |
 * | a client that uses all of it        |          980,738 |        1,033,573 |           1.7 s |
 * | a server that implements all of it  |          889,213 |          896,324 |           1.5 s |
 */
const programs = [
  { name: 'the contract alone', file: 'contract.ts', source: contractSource, budget: 52_000 },
  { name: 'a client that uses all of it', file: 'client.ts', source: clientSource, budget: 1_180_000 },
  { name: 'a server that implements all of it', file: 'server.ts', source: serverSource, budget: 1_070_000 },
];

/** Far above the few seconds that it takes: the compiler has to share the machine with other tests. */
const timeout = 120_000;

describe('of 300 procedures and 60 topics', () => {
  it.each(programs)('$name stays in its budget of instantiations', { timeout }, ({ file, source, budget }) => {
    const program = programOf(
      new Map([
        ['contract.ts', contractSource],
        [file, source],
      ]),
    );
    expect(complaints(program, file)).toEqual([]);
    expect(program.getInstantiationCount()).toBeLessThan(budget);
    // A program that was not checked would stay in every budget.
    expect(program.getInstantiationCount()).toBeGreaterThan(budget / 2);
  });
});
