import { setTimeout as wait } from 'node:timers/promises';

/** Between two looks at the condition. */
const LOOK_EVERY_MS = 2;

/** Waits until a condition holds. @throws {Error} naming `what` when it does not within the deadline, 10 s by default. */
export async function waitFor(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await wait(LOOK_EVERY_MS);
  }
}
