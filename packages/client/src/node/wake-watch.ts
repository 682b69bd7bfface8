import type { Platform } from '../transport/platform.ts';

/** Between two looks at the date, in ms. */
const LOOK_EVERY_MS = 5_000;

/** So much later than planned, by the date, is a look of a machine that slept, in ms; a process that was merely busy is rarely later. */
const ASLEEP_MS = 2_000;

/**
 * Calls back each time that the machine woke, at most 5 s behind; the answer ends it.
 *
 * Nobody tells Node.js, and its clock may stand still in a machine that sleeps, as on Linux: by it, and by its timers, no time has passed.
 * Only the date has moved. A date that was set ahead looks the same, and costs a ping.
 */
export function watchSleep({ date, after }: Pick<Platform, 'date' | 'after'>, onAwake: () => void): () => void {
  let lookedAt = date();
  const look = (): void => {
    const sinceMs = date() - lookedAt;
    lookedAt += sinceMs;
    stop = after(LOOK_EVERY_MS, look);
    if (sinceMs > LOOK_EVERY_MS + ASLEEP_MS) onAwake();
  };
  let stop = after(LOOK_EVERY_MS, look);
  return () => stop();
}
