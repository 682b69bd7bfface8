import { setTimeout as wait } from 'node:timers/promises';
import { settled } from './settled.ts';

/** For so long it looks in each turn of the event loop: what happens in this process is seen however short it lasts. */
const EAGER_MS = 100;
/** Between two looks from then on: whoever takes longer may be another process, which needs the processor. */
const LOOK_EVERY_MS = 2;

/**
 * Waits until a condition holds.
 *
 * @throws {Error} naming `what`, by default the condition itself, when it does not within the deadline, so that a test
 * fails by its condition and not by its time.
 */
export async function waitFor(holds: () => boolean, what = `${holds}`, deadlineMs = 10_000): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    const waitedMs = performance.now() - start;
    if (waitedMs > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await (waitedMs < EAGER_MS ? settled() : wait(LOOK_EVERY_MS));
  }
}
