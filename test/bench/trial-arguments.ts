import type { Candidate, ServerWorkload } from './workload.ts';
import { findWorkload, type Scale } from './workloads.ts';

/** What server and load of one trial are told as they start. */
export interface Trial {
  readonly candidate: Candidate;
  readonly workload: ServerWorkload;
}

/** The arguments from which {@link parseTrial} makes the same trial in another process. */
export function trialArguments(candidate: Candidate, workloadName: string, scale: Scale): string[] {
  return [candidate, workloadName, scale];
}

/** Reads the arguments of a process. @throws {RangeError} when they name no trial. */
export function parseTrial([candidateName, workloadName = '', scale]: readonly string[]): Trial {
  const workload = findWorkload(workloadName, scale === 'smoke' ? 'smoke' : 'full');
  if (workload.kind === 'codec') throw new RangeError(`${workload.name} has no server`);
  const candidate = workload.candidates.find((name) => name === candidateName);
  if (candidate === undefined) throw new RangeError(`${workload.name} has no candidate ${candidateName}`);
  return { candidate, workload };
}
