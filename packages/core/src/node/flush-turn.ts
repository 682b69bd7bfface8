/** Something whose bytes leave at the end of the turn. */
export interface Flushable {
  flush(): void;
}

let waiting: Flushable[] = [];

/**
 * Flushes when this turn's microtasks have run, those included that they cause: a handler that goes on promise by promise leaves one write, not
 * one for each. All that wait share one callback.
 */
export function flushAtEndOfTurn(target: Flushable): void {
  if (waiting.push(target) === 1) queueMicrotask(() => process.nextTick(flushAll));
}

function flushAll(): void {
  const targets = waiting;
  waiting = [];
  let flushed = 0;
  try {
    for (const target of targets) {
      flushed++;
      target.flush();
    }
  } finally {
    // What a handler of one connection throws must not keep back the bytes of the others.
    if (flushed < targets.length) {
      for (const target of targets.slice(flushed)) flushAtEndOfTurn(target);
    }
  }
}
