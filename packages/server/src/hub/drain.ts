import { ProtocolCloseCode } from '@trunkline/protocol/wire';
import type { Platform } from '../link/platform.ts';

/** How often is looked whether the last call is answered, in ms. */
const LOOK_EVERY_MS = 10;

/** Going away (RFC 6455 §7.4.1): what a connection without a session is told. */
const GOING_AWAY = 1001;

/** What is drained. */
export interface Draining {
  /** Calls whose handlers run, of everybody. */
  callsInFlight(): number;
  /** Tells every client with a session to open another connection. */
  announce(withinMs: number): void;
  /** Closes every connection: those with a session with the first code, the others with the second. */
  closeAll(code: number, plainCode: number, reason: string): void;
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
  server.closeAll(ProtocolCloseCode.drained, GOING_AWAY, 'the server is going away');
}
