/** Something whose bytes leave at the end of the turn. */
export interface Flushable {
  flush(): void;
}

let waiting: Flushable[] = [];

/** Flushes at the end of this turn of microtasks. All that wait share one microtask. */
export function flushAtEndOfTurn(target: Flushable): void {
  if (waiting.push(target) === 1) queueMicrotask(flushAll);
}

function flushAll(): void {
  const targets = waiting;
  waiting = [];
  for (const target of targets) target.flush();
}
