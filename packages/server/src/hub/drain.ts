import type { Platform } from '../link/platform.ts';

/** How often is looked whether the last call is answered, in ms. */
const LOOK_EVERY_MS = 10;

/** What is drained. */
export interface Draining {
  /** Calls whose handlers run, of everybody. */
  callsInFlight(): number;
  /** Tells every client with a session to open another connection, and sends away those that have none yet. */
  announce(withinMs: number): void;
  /** Closes every connection. */
  closeAll(): void;
}

/** Takes leave of all clients: tells them, waits until their calls are answered, for so long at most, and closes. */
export async function drain(server: Draining, platform: Platform, withinMs: number): Promise<void> {
  server.announce(withinMs);
  const deadline = platform.now() + withinMs;
  while (server.callsInFlight() > 0 && platform.now() < deadline) {
    await new Promise<void>((resolve) => void platform.after(LOOK_EVERY_MS, resolve));
  }
  // The answers that were given in this turn go out first.
  await new Promise<void>((resolve) => platform.atEndOfTurn(resolve));
  server.closeAll();
}
