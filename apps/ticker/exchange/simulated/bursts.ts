import { Random, seedOf } from '../random.ts';

/** Each of so many ms has one burst. */
const WINDOW_MS = 20_000;

/** How many times livelier than usual the whole market is at a time: 1, and 2 to 3 in a burst of 1 to 3 s. */
export function livelinessAt(seed: number, time: number): number {
  const window = Math.floor(time / WINDOW_MS);
  const random = new Random(seedOf(seed, window));
  const length = random.between(1_000, 3_000);
  const start = window * WINDOW_MS + random.between(0, WINDOW_MS - length);
  return time >= start && time < start + length ? random.between(2, 3) : 1;
}
