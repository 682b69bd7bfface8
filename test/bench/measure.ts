/** What one trial gave: a rate in messages/s with the server's CPU time per message, or memory. */
export type Sample = { readonly rate: number; readonly cpuMicros: number } | { readonly kibPerConnection: number };

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

/** The result of one workload with one candidate. Rates in messages/s, for broadcasts deliveries/s; CPU in µs of the server per message. */
export interface Row {
  readonly workload: string;
  readonly candidate: string;
  readonly repeats: number;
  readonly rate?: number;
  readonly rateMin?: number;
  readonly rateMax?: number;
  readonly cpuMicros?: number;
  readonly cpuMicrosMin?: number;
  readonly cpuMicrosMax?: number;
  readonly kibPerConnection?: number;
  readonly kibPerConnectionMin?: number;
  readonly kibPerConnectionMax?: number;
}

/** Sums the repeats of one workload with one candidate up. */
export function summarize(workload: string, candidate: string, samples: readonly Sample[]): Row {
  const common = { workload, candidate, repeats: samples.length };
  const memory = samples.flatMap((sample) => ('kibPerConnection' in sample ? [sample.kibPerConnection] : []));
  if (memory.length > 0) {
    const kib = spread(memory);
    return { ...common, kibPerConnection: kib.median, kibPerConnectionMin: kib.min, kibPerConnectionMax: kib.max };
  }
  const speeds = samples.flatMap((sample) => ('rate' in sample ? [sample] : []));
  const rate = spread(speeds.map((sample) => sample.rate));
  const cpu = spread(speeds.map((sample) => sample.cpuMicros));
  return {
    ...common,
    ...{ rate: rate.median, rateMin: rate.min, rateMax: rate.max },
    ...{ cpuMicros: cpu.median, cpuMicrosMin: cpu.min, cpuMicrosMax: cpu.max },
  };
}
