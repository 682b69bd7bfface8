/** Messages/s (of a broadcast: deliveries/s), and the CPU time of server and load for each in µs. */
export interface SpeedSample {
  readonly rate: number;
  readonly cpuMicros: number;
  readonly loadMicros: number;
}

/** Resident memory of the server for each connection, without and with the pages that V8 keeps at hand. */
export interface MemorySample {
  readonly kibPerConnection: number;
  readonly pooledKibPerConnection: number;
}

/** CPU time of one call in µs, in the process of the bench. */
export interface CallSample {
  readonly callMicros: number;
}

/** What one trial gave. */
export type Sample = SpeedSample | MemorySample | CallSample;

/** The median of some figures, with the least and the greatest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Sums figures up. @throws {RangeError} when there are none. */
export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [min, high, max] = [sorted[0], sorted[middle], sorted.at(-1)];
  if (min === undefined || high === undefined || max === undefined) throw new RangeError('no figures to sum up');
  const median = sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
  return { median, min, max };
}

interface RowHead {
  readonly workload: string;
  readonly candidate: string;
  readonly repeats: number;
}

/** What one workload gave with one candidate: medians, and the least and greatest of all repeats. */
export interface SpeedRow extends RowHead, SpeedSample {
  readonly rateMin: number;
  readonly rateMax: number;
  readonly cpuMicrosMin: number;
  readonly cpuMicrosMax: number;
}

/** As {@link SpeedRow}, for memory. */
export interface MemoryRow extends RowHead, MemorySample {
  readonly kibPerConnectionMin: number;
  readonly kibPerConnectionMax: number;
}

/** As {@link SpeedRow}, for calls without a network. */
export interface CallRow extends RowHead, CallSample {
  readonly callMicrosMin: number;
  readonly callMicrosMax: number;
}

export type Row = SpeedRow | MemoryRow | CallRow;

/** Sums up the repeats of one workload with one candidate. @throws {RangeError} when there are none. */
export function summarize(workload: string, candidate: string, samples: readonly Sample[]): Row {
  const head = { workload, candidate, repeats: samples.length };
  const memories = samples.flatMap((sample) => ('kibPerConnection' in sample ? [sample] : []));
  if (memories.length > 0) {
    const { median, min, max } = spread(memories.map((sample) => sample.kibPerConnection));
    const pooled = spread(memories.map((sample) => sample.pooledKibPerConnection));
    return {
      ...head,
      ...{ kibPerConnection: median, kibPerConnectionMin: min, kibPerConnectionMax: max },
      pooledKibPerConnection: pooled.median,
    };
  }
  const calls = samples.flatMap((sample) => ('callMicros' in sample ? [sample.callMicros] : []));
  if (calls.length > 0) {
    const { median, min, max } = spread(calls);
    return { ...head, callMicros: median, callMicrosMin: min, callMicrosMax: max };
  }
  const speeds = samples.flatMap((sample) => ('rate' in sample ? [sample] : []));
  const rate = spread(speeds.map((sample) => sample.rate));
  const cpu = spread(speeds.map((sample) => sample.cpuMicros));
  const load = spread(speeds.map((sample) => sample.loadMicros));
  return {
    ...head,
    ...{ rate: rate.median, rateMin: rate.min, rateMax: rate.max },
    ...{ cpuMicros: cpu.median, cpuMicrosMin: cpu.min, cpuMicrosMax: cpu.max },
    loadMicros: load.median,
  };
}
