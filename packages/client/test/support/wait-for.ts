/**
 * Waits until a condition holds, looking again in each turn of the event loop.
 *
 * Rejects when it does not hold within `deadlineMs`, so that a test fails by its condition and not by its time.
 */
export async function waitFor(holds: () => boolean, deadlineMs = 5_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
