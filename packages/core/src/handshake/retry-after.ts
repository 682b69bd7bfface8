/** Longest wait that is told, in ms: what `setTimeout` takes, which fires at once for more. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

const SECONDS = /^\d+$/;

/** An IMF-fixdate. Stricter than RFC 9110 §5.6.7: dates in the two obsolete forms, which no server has sent for decades, ask for nothing. */
const FIXED_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads the values of `Retry-After` (RFC 9110 §10.2.3): the wait in ms, at most 24 days. `date` is the time in ms since 1970.
 *
 * `undefined`: it asks for nothing, or for two things at once, or for what nobody understands.
 */
export function readRetryAfter([value, ...others]: readonly string[], date: number): number | undefined {
  if (value === undefined || others.length > 0) return undefined;
  if (SECONDS.test(value)) return Math.min(Number(value) * 1_000, LONGEST_WAIT_MS);
  const until = FIXED_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.min(Math.max(until - date, 0), LONGEST_WAIT_MS);
}
