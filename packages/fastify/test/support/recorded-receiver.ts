import type { LinkReceiver } from '@trunkline/server';

/** Notes all that a link brings, bytes as lists of numbers. */
export class RecordedReceiver implements LinkReceiver {
  readonly seen: unknown[] = [];
  /** Runs behind each message. */
  onMessage = () => {};
  onDrained = () => {};

  receive(message: string | Uint8Array): void {
    this.seen.push(typeof message === 'string' ? message : [...message]);
    this.onMessage();
  }

  drained(): void {
    this.seen.push('drained');
    this.onDrained();
  }

  closed(code: number, reason: string): void {
    this.seen.push({ code, reason });
  }
}
