/** The first wait, and the longest, after a broker did not do what it was asked, in ms. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** After how many ms a broker is asked again that has failed so often before; each time it is twice as long, up to half a minute. */
export function brokerRetryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
}
