/** Longest first wait, in ms. */
const FIRST_WAIT_MS = 1_000;
/** Longest wait of all, in ms: an outage of minutes must not leave anybody out for minutes more. */
const LONGEST_WAIT_MS = 30_000;

/**
 * A wait in ms after so many failures, this one not counted: anything from 0 to 1 s, doubling with each failure, to 30 s.
 *
 * Full jitter: whoever failed together does not come back together. `random` answers from 0 to below 1.
 */
export function backOffMs(failures: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}
