import type { Row } from './measure.ts';
import type { Target, Workload } from './workload.ts';

/** Says what one workload gave: a line for each candidate, then Trunkline's ratios beside their targets. */
export function describeWorkload(workload: Workload, rows: readonly Row[]): string {
  const own = rows.filter((row) => row.workload === workload.name);
  return [`\n${workload.name}`, ...own.map(describeRow), ...describeRatios(workload, own), ...describeMemory(workload, own)].join('\n');
}

function describeRow(row: Row): string {
  const start = `  ${row.candidate.padEnd(10)}`;
  if (row.kibPerConnection !== undefined) {
    return `${start}${range(row.kibPerConnection, row.kibPerConnectionMin, row.kibPerConnectionMax)} KiB per connection`;
  }
  return `${start}${range(row.rate, row.rateMin, row.rateMax)} per s   ${range(row.cpuMicros, row.cpuMicrosMin, row.cpuMicrosMax)} µs CPU`;
}

function range(median = 0, min = median, max = median): string {
  return `${round(median).padStart(10)} ${`(${round(min)} – ${round(max)})`.padEnd(23)}`;
}

/** Whole numbers from 1,000 on, three digits below. */
function round(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function describeRatios(workload: Workload, rows: readonly Row[]): string[] {
  const ours = rows.find(({ candidate }) => candidate === 'trunkline');
  if (ours === undefined) return [];
  return rows.flatMap((other) => {
    if (other === ours) return [];
    const targets = workload.targets.filter(({ against }) => against === other.candidate);
    const ratios = [
      ratio('rate', ours.rate, other.rate, targets),
      ratio('cpu', other.cpuMicros, ours.cpuMicros, targets),
      ratio('memory', ours.kibPerConnection, other.kibPerConnection, targets),
    ].filter((words) => words !== undefined);
    return [`  trunkline against ${other.candidate}: ${ratios.join(', ')}`];
  });
}

const RATIO_WORDS = { rate: 'times the rate', cpu: 'times less CPU per message', memory: 'of the memory' };

function ratio(
  measure: keyof typeof RATIO_WORDS,
  more: number | undefined,
  less: number | undefined,
  targets: readonly Target[],
): string | undefined {
  if (more === undefined || less === undefined) return undefined;
  const target = targets.find((candidate) => candidate.measure === measure);
  return `${(more / less).toFixed(2)} ${RATIO_WORDS[measure]}${target === undefined ? '' : ` (target ≥ ${target.atLeast})`}`;
}

function describeMemory(workload: Workload, rows: readonly Row[]): string[] {
  const kib = rows.find(({ candidate }) => candidate === 'trunkline')?.kibPerConnection;
  return workload.kind === 'memory' && kib !== undefined ? [`  trunkline: ${kib.toFixed(2)} KiB (target ≤ ${workload.atMostKib})`] : [];
}
