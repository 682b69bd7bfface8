import type { WireError } from './rpc-error.ts';

/** Longest wait that a peer can ask for, in ms. 5 min: longer would be an outage that a number caused, by malice or by a slip of units. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** After which whoever found no free place may ask again, in ms: a few round trips (§3.3). */
export const BUSY_RETRY_MS = 100;

/** Reads a wait in ms that a peer asks for; at most {@link MAX_RETRY_AFTER_MS}. What is no number from 0 up asks for nothing. */
export function readWaitMs(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(value, MAX_RETRY_AFTER_MS) : undefined;
}

/** The wait in ms that an error asks for by `data.retryAfterMs` (protocol §6), as {@link readWaitMs} bounds it. */
export function retryAfterOf({ data }: WireError): number | undefined {
  if (typeof data !== 'object' || data === null || !('retryAfterMs' in data)) return undefined;
  return readWaitMs(data.retryAfterMs);
}
