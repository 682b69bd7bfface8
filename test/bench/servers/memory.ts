const PAUSE_MS = 100;
const MOST_ROUNDS = 50;
const QUIET_ROUNDS = 5;

/** Below it two readings count as equal. */
const NOISE_BYTES = 256 * 1024;

/** The resident memory of this process, once collecting garbage does not lessen it any more. */
export async function settledRss(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('node was started without --expose-gc');
  let least = Number.POSITIVE_INFINITY;
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const rss = process.memoryUsage.rss();
    quiet = rss < least - NOISE_BYTES ? 0 : quiet + 1;
    least = Math.min(least, rss);
  }
  return least;
}
