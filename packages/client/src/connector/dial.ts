import type { Attempt, ClientConnection } from '@trunkline/protocol/wire';
import type { Transport } from '../transport/platform.ts';

/** Time for the network to open a connection, in ms. The hello has a time of its own behind it. */
export const OPEN_TIMEOUT_MS = 15_000;

/** One attempt at a connection: asking for credentials → opening → connected. An older one than the newest decides nothing. */
export class Dial {
  /** Tells connections apart; a newer one has a higher number. */
  readonly number: number;
  readonly attempt: Attempt;
  transport: Transport | undefined;
  connection: ClientConnection | undefined;
  /** How the upgrade, or the hello, was refused, if it was. */
  refusal: Refusal | undefined;
  isOver = false;

  constructor(number: number, attempt: Attempt) {
    this.number = number;
    this.attempt = attempt;
  }

  /** Gives up what is not connected yet. */
  abandon(): void {
    if (this.connection !== undefined) return;
    this.isOver = true;
    this.transport?.destroy();
  }
}

type Refusal =
  | { readonly kind: 'upgradeRefused'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'helloRefused'; readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };
