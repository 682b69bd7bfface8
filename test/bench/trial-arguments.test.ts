import { describe, expect, it } from 'vitest';
import { parseTrial, trialArguments } from './trial-arguments.ts';
import { findWorkload } from './workloads.ts';

describe('parseTrial', () => {
  it('makes the same trial of the arguments in another process', () => {
    expect(parseTrial(trialArguments('ws', 'echo-64-d1', 'smoke'))).toEqual({
      candidate: 'ws',
      workload: findWorkload('echo-64-d1', 'smoke'),
    });
  });

  it('rejects a candidate that the workload does not have', () => {
    expect(() => parseTrial(['socket.io', 'echo-64-d1', 'full'])).toThrow('echo-64-d1 has no candidate socket.io');
  });

  it('rejects a workload without a server', () => {
    expect(() => parseTrial(['json', 'codec-small', 'full'])).toThrow('codec-small has no server');
  });
});
