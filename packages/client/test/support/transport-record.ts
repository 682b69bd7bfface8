import type { Message } from '@trunkline/protocol/wire';
import type { TransportObserver } from '../../src/transport/platform.ts';

/** Keeps what a transport tells, in order. */
export class TransportRecord implements TransportObserver {
  readonly told: unknown[] = [];

  onOpen(): void {
    this.told.push('open');
  }

  onMessage(message: Message): void {
    this.told.push(['message', typeof message === 'string' ? message : [...message]]);
  }

  onHeard(): void {
    this.told.push('heard');
  }

  onClosed(code: number, reason: string): void {
    this.told.push(['closed', code, reason]);
  }

  onRefused(status: number, retryAfterMs: number | undefined): void {
    this.told.push(['refused', status, retryAfterMs]);
  }
}
