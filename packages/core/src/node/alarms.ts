/**
 * Deadlines for many connections on few timers.
 *
 * A timer for each of ten thousand idle connections would cost more memory than their protocol state. Deadlines are
 * rounded up to a grid instead, and all that fall on one point of it share one timer.
 */

/** The grid of deadlines: they are met at most this late. Fine beside limits of seconds. */
const GRID_MS = 50;

/** Longest wait that `setTimeout` takes; a longer one would fire at once. */
export const MAX_WAIT_MS = 2 ** 31 - 1;

/** Someone who is told when a point of the grid is reached. */
export interface Alarmed {
  alarm(): void;
}

interface GridPoint {
  readonly members: Set<Alarmed>;
  readonly timer: NodeJS.Timeout;
}

const points = new Map<number, GridPoint>();

/** The time by which all deadlines are counted: monotonic, in whole ms, which the engine stores without boxing. */
export function monotonicNow(): number {
  return Math.floor(performance.now());
}

/** The point of the grid at which a deadline is met. */
export function gridPoint(deadline: number): number {
  return Math.ceil(deadline / GRID_MS);
}

/** Tells `target` at a point of the grid, once. Does not keep the process alive. */
export function setAlarm(target: Alarmed, point: number): void {
  let found = points.get(point);
  if (found === undefined) {
    const wait = Math.min(Math.max(point * GRID_MS - monotonicNow(), 0), MAX_WAIT_MS);
    found = { members: new Set(), timer: setTimeout(ring, wait, point).unref() };
    points.set(point, found);
  }
  found.members.add(target);
}

/** Takes back what {@link setAlarm} was asked for. */
export function clearAlarm(target: Alarmed, point: number): void {
  const found = points.get(point);
  if (found === undefined || !found.members.delete(target) || found.members.size > 0) return;
  clearTimeout(found.timer);
  points.delete(point);
}

function ring(point: number): void {
  const members = points.get(point)?.members ?? new Set<Alarmed>();
  points.delete(point);
  try {
    for (const member of members) {
      members.delete(member);
      member.alarm();
    }
  } finally {
    // What a handler of one connection throws must not cost the others their deadlines.
    for (const member of members) setAlarm(member, point);
  }
}
