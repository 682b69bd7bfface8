import { describe, expect, it } from 'vitest';
import { codecCall, measureCodecs } from './codec.ts';
import type { CodecWorkload } from './workload.ts';
import { WORKLOADS } from './workloads.ts';

const workloads = WORKLOADS.filter((workload): workload is CodecWorkload => workload.kind === 'codec');
const calls = workloads.flatMap(({ candidates, params }) => candidates.map((candidate) => ({ candidate, params })));

describe('codecCall', () => {
  it.each(calls)('serves a call with $params by $candidate', ({ candidate, params }) => {
    expect(codecCall(candidate, params)()).toBeGreaterThan(20);
  });
});

describe('measureCodecs', () => {
  it('gives a row for each candidate', () => {
    const workload: CodecWorkload = { kind: 'codec', name: 'codec-small', candidates: ['json', 'msgpack'], params: 'small' };
    const row = {
      workload: 'codec-small',
      repeats: 2,
      callMicros: expect.any(Number),
      callMicrosMin: expect.any(Number),
      callMicrosMax: expect.any(Number),
    };
    expect(measureCodecs(workload, 2, { scale: 'smoke', warmUpSeconds: 0, seconds: 0.001 })).toEqual([
      { ...row, candidate: 'json' },
      { ...row, candidate: 'msgpack' },
    ]);
  });
});
