import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Platform } from '@trunkline/server';

/** Longest delay of a Node.js timer; a longer one would ring at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * The world as Node.js has it.
 *
 * The end of a turn is that of the event loop's: what all sockets bring that are ready at a time is handled before, so that publications
 * which come in over many connections leave together when there is much to do, and wait for nothing when there is not.
 */
export const nodePlatform: Platform = {
  now: () => performance.now(),
  atEndOfTurn: (run) => void setImmediate(run),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, MAX_DELAY_MS)).unref();
    return () => clearTimeout(timer);
  },
  randomId: () => randomBytes(16).toString('base64url'),
  digest: (text) => createHash('sha256').update(text).digest('base64url'),
};
