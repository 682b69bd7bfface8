import type { CallRow, MemoryRow, Row, SpeedRow } from './measure.ts';
import type { Candidate, ServerWorkload, Target, Workload } from './workload.ts';

/** Whose ratios to the others are told: our engine, and our plugin. */
const OURS: readonly string[] = ['trunkline', 'trunkline-fastify'] satisfies Candidate[];

/** As wide as the longest name of a candidate, and a space. */
const NAME_WIDTH = 'trunkline-fastify '.length;

/** Says what one workload gave: a line for each candidate, then Trunkline's ratios beside their targets. */
export function describeWorkload(workload: Workload, rows: readonly Row[]): string {
  const lines = rows.map((row) => describeRow(row, workload));
  const ratios = workload.kind === 'codec' ? [] : describeRatios(workload, rows);
  return [`\n${workload.name}`, ...lines, ...ratios].join('\n');
}

function describeRow(row: Row, workload: Workload): string {
  if ('rate' in row) return describeSpeed(row);
  return 'callMicros' in row ? describeCalls(row) : describeMemory(row, workload);
}

function describeCalls(row: CallRow): string {
  return `  ${row.candidate.padEnd(NAME_WIDTH)}${range(row.callMicros, row.callMicrosMin, row.callMicrosMax)} µs CPU/call`;
}

function describeSpeed(row: SpeedRow): string {
  const busy = (micros: number) => `${((row.rate * micros) / 1e4).toFixed(0)} %`.padStart(5);
  return [
    `  ${row.candidate.padEnd(NAME_WIDTH)}`,
    `${range(row.rate, row.rateMin, row.rateMax)} messages/s `,
    `${range(row.cpuMicros, row.cpuMicrosMin, row.cpuMicrosMax)} µs CPU `,
    ` busy: server ${busy(row.cpuMicros)}, load ${busy(row.loadMicros)}`,
  ].join('');
}

function describeMemory(row: MemoryRow, workload: Workload): string {
  const limits: Readonly<Record<string, number | undefined>> = workload.kind === 'memory' ? workload.atMostKib : {};
  const atMost = limits[row.candidate];
  const target = atMost === undefined ? '' : ` (target ≤ ${atMost})`;
  return `  ${row.candidate.padEnd(NAME_WIDTH)}${range(row.kibPerConnection, row.kibPerConnectionMin, row.kibPerConnectionMax)} KiB/connection${target}, ${round(row.pooledKibPerConnection)} with V8's spare pages`;
}

function range(median: number, min: number, max: number): string {
  return `${round(median).padStart(10)} ${`(${round(min)} – ${round(max)})`.padEnd(23)}`;
}

/** Whole numbers from 1,000 on, three digits below. */
function round(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function describeRatios({ targets }: ServerWorkload, rows: readonly Row[]): string[] {
  const isOurs = ({ candidate }: Row) => OURS.includes(candidate);
  const others = rows.filter((row) => !isOurs(row));
  return rows.filter(isOurs).flatMap((ours) =>
    others.map((other) => {
      const between = targets.filter(({ of, against }) => of === ours.candidate && against === other.candidate);
      return `  ${ours.candidate} against ${other.candidate}: ${ratios(ours, other, between).join(', ')}`;
    }),
  );
}

function ratios(ours: Row, other: Row, targets: readonly Target[]): string[] {
  if ('rate' in ours && 'rate' in other) {
    const rate = `${(ours.rate / other.rate).toFixed(2)} × the rate${beside('rate', targets)}`;
    const cpu = `${(other.cpuMicros / ours.cpuMicros).toFixed(2)} × the messages per CPU time${beside('cpu', targets)}`;
    return [rate, cpu];
  }
  if ('kibPerConnection' in ours && 'kibPerConnection' in other) {
    return [`${(ours.kibPerConnection / other.kibPerConnection).toFixed(2)} × the memory`];
  }
  return [];
}

function beside(measure: Target['measure'], targets: readonly Target[]): string {
  const target = targets.find((candidate) => candidate.measure === measure);
  return target === undefined ? '' : ` (target ≥ ${target.atLeast})`;
}
