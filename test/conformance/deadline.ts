/** How long an expectation waits while nothing happens: many times what the slowest machine needs. */
const DEADLINE_MS = 10_000;

/** Waits for a promise, but not for ever. Rejects with what was waited for in vain. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The next turn of the event loop. From one to the next everything is read that was written before. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
