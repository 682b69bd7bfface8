const PAUSE_MS = 100;
const MOST_ROUNDS = 50;
const QUIET_ROUNDS = 5;

/** Below it two readings count as equal. */
const NOISE_BYTES = 256 * 1024;

/** What a process keeps in memory. */
export interface ResidentMemory {
  /** Without the pages that V8 keeps at hand for objects to come. */
  readonly rssBytes: number;
  /** With them: how many there are depends on how much was allocated at a time before, not on what is held. */
  readonly pooledRssBytes: number;
  readonly [figure: string]: number;
}

/** The resident memory of this process, each time once collecting garbage does not lessen it any more. */
export async function residentMemory(): Promise<ResidentMemory> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('node was started without --expose-gc');
  const pooledRssBytes = await settledRss(() => gc());
  const rssBytes = await settledRss(() => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
  return { rssBytes, pooledRssBytes };
}

async function settledRss(collect: () => void): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const rss = process.memoryUsage.rss();
    quiet = rss < least - NOISE_BYTES ? 0 : quiet + 1;
    least = Math.min(least, rss);
  }
  return least;
}
