/**
 * Calls `run` with the reason when the signal is aborted; at once, if it is already.
 *
 * @returns how to stop listening: a signal may live much longer than what it is to end, and would keep it in memory.
 */
export function listenForAbort(signal: AbortSignal | undefined, run: (reason: unknown) => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    run(signal.reason);
    return () => {};
  }
  const onAbort = () => run(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}
