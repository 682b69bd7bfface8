import { describe, expect, it } from 'vitest';
import type { SpeedRow } from './measure.ts';
import { describeWorkload } from './report.ts';
import { findWorkload } from './workloads.ts';

function speedRow(candidate: string, rate: number, cpuMicros: number): SpeedRow {
  const head = { workload: 'echo-64-d16-batched', candidate, repeats: 3 };
  return {
    ...head,
    ...{ rate, rateMin: rate - 10, rateMax: rate + 10 },
    ...{ cpuMicros, cpuMicrosMin: cpuMicros, cpuMicrosMax: cpuMicros, loadMicros: 2 },
  };
}

describe('describeWorkload', () => {
  it('puts ratios beside their targets', () => {
    const rows = [speedRow('net', 1_000_000, 1), speedRow('ws', 100_000, 10), speedRow('trunkline', 800_000, 1.25)];
    expect(describeWorkload(findWorkload('echo-64-d16-batched', 'full'), rows).split('\n')).toEqual([
      '',
      'echo-64-d16-batched',
      expect.stringMatching(/^ {2}net +1,000,000 \(999,990 – 1,000,010\) +messages\/s +1\.00 .*busy: server +100 %, load +200 %$/),
      expect.stringMatching(/^ {2}ws +100,000 \(99,990 – 100,010\) +messages\/s +10\.0 .*busy: server +100 %, load +20 %$/),
      expect.stringMatching(/^ {2}trunkline +800,000 /),
      '  trunkline against net: 0.80 × the rate (target ≥ 0.75), 0.80 × the messages per CPU time',
      '  trunkline against ws: 8.00 × the rate (target ≥ 7), 8.00 × the messages per CPU time',
    ]);
  });

  it('puts memory beside its target', () => {
    const rows = ['ws', 'trunkline'].map((candidate, index) => {
      const head = { workload: 'memory-idle-10000', candidate, repeats: 1 };
      return { ...head, kibPerConnection: 8 - 4 * index, kibPerConnectionMin: 4, kibPerConnectionMax: 8, pooledKibPerConnection: 9 };
    });
    expect(describeWorkload(findWorkload('memory-idle-10000', 'full'), rows).split('\n')).toEqual([
      '',
      'memory-idle-10000',
      expect.stringMatching(/^ {2}ws +8\.00 \(4\.00 – 8\.00\) +KiB\/connection, 9\.00 with V8's spare pages$/),
      expect.stringMatching(/^ {2}trunkline +4\.00 \(4\.00 – 8\.00\) +KiB\/connection \(target ≤ 6\), 9\.00 with V8's spare pages$/),
      '  trunkline against ws: 0.50 × the memory',
    ]);
  });

  it('puts the plugin beside its own targets', () => {
    const rows = [speedRow('socket.io', 20_000, 50), speedRow('trunkline-ws', 50_000, 20), speedRow('trunkline-fastify', 100_000, 10)];
    expect(describeWorkload(findWorkload('rpc-d32', 'full'), rows).split('\n').slice(5)).toEqual([
      '  trunkline-fastify against socket.io: 5.00 × the rate (target ≥ 4), 5.00 × the messages per CPU time',
      '  trunkline-fastify against trunkline-ws: 2.00 × the rate, 2.00 × the messages per CPU time',
    ]);
  });

  it('has a target of one of ours for no other', () => {
    const rows = [speedRow('ws', 100_000, 10), speedRow('trunkline', 150_000, 5), speedRow('trunkline-fastify', 120_000, 8)];
    expect(describeWorkload(findWorkload('broadcast-lone-5000', 'full'), rows).split('\n').slice(5)).toEqual([
      '  trunkline against ws: 1.50 × the rate (target ≥ 1.3), 2.00 × the messages per CPU time',
      '  trunkline-fastify against ws: 1.20 × the rate, 1.25 × the messages per CPU time',
    ]);
  });

  it('says what a call costs', () => {
    const rows = ['json', 'JSON.parse'].map((candidate) => {
      return { workload: 'codec-small', candidate, repeats: 3, callMicros: 1.5, callMicrosMin: 1.25, callMicrosMax: 12 };
    });
    expect(describeWorkload(findWorkload('codec-small', 'full'), rows).split('\n')).toEqual([
      '',
      'codec-small',
      expect.stringMatching(/^ {2}json +1\.50 \(1\.25 – 12\.0\) +µs CPU\/call$/),
      expect.stringMatching(/^ {2}JSON\.parse +1\.50 \(1\.25 – 12\.0\) +µs CPU\/call$/),
    ]);
  });
});
