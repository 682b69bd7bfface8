import { describe, expect, it } from 'vitest';
import { readOutcome } from '../../src/callers/call-plan.ts';
import { declaredError, type RpcError, systemError } from '../../src/envelope/rpc-error.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { planFor } from '../support/planned.ts';

const plan = planFor(new LinkedPair());
const broke = declaredError('Broke', { missing: '200' });
const readError = (error: RpcError) => declaredError(error.name, { read: error.data });
const readBroke = readError(broke);

/** What reading throws at once, as an application would see it. */
async function read(...args: Parameters<typeof readOutcome>): Promise<unknown> {
  return await readOutcome(...args);
}

describe('readOutcome', () => {
  it('reads a result, at once where that needs no time', async () => {
    const outcome = { ok: true, value: 2 } as const;
    expect(readOutcome({ ...plan, readResult: (value) => [value] }, outcome)).toEqual([2]);
    expect(await readOutcome({ ...plan, readResult: (value) => Promise.resolve([value]) }, outcome)).toEqual([2]);
  });

  it('throws what a result could not be read for', async () => {
    const bad = new Error('bad result');
    const throws = () => {
      throw bad;
    };
    expect(() => readOutcome({ ...plan, readResult: throws }, { ok: true, value: 2 })).toThrow(bad);
    await expect(read({ ...plan, readResult: () => Promise.reject(bad) }, { ok: true, value: 2 })).rejects.toBe(bad);
  });

  it('reads the errors that the contract declares', async () => {
    await expect(read({ ...plan, readError }, { ok: false, error: broke })).rejects.toEqual(readBroke);
    const later = (error: RpcError) => Promise.resolve(readError(error));
    await expect(read({ ...plan, readError: later }, { ok: false, error: broke })).rejects.toEqual(readBroke);
    await expect(read(plan, { ok: false, error: broke })).rejects.toBe(broke);
  });

  it.each([systemError('Forbidden'), new TypeError('no plain data')])('leaves %s as it is', async (error) => {
    await expect(read({ ...plan, readError }, { ok: false, error })).rejects.toBe(error);
  });
});
