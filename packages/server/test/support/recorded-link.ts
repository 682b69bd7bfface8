import type { Codec, Envelope, Message } from '@trunkline/protocol/wire';
import type { ServerLink, SharedMessage } from '../../src/link/server-link.ts';

/** A link that writes down what goes into it and whether it is read. What waits in it is what a test says. */
export class RecordedLink implements ServerLink {
  bufferedAmount = 0;
  readonly sent: Message[] = [];
  readonly closes: { readonly code: number; readonly reason: string }[] = [];
  /** `pause` and `resume`, in order. */
  readonly readings: string[] = [];
  /** What happens within each `send`, when the message is taken. */
  onSend: (message: Message) => void = () => {};

  get isPaused(): boolean {
    return this.readings.at(-1) === 'pause';
  }

  get code(): number | undefined {
    return this.closes[0]?.code;
  }

  send(message: Message): void {
    if (this.closes.length > 0) return;
    this.sent.push(message);
    this.onSend(message);
  }

  sendShared({ message }: SharedMessage): void {
    this.send(message);
  }

  close(code: number, reason: string): void {
    if (this.closes.length === 0) this.closes.push({ code, reason });
  }

  destroy(): void {
    this.close(1006, '');
  }

  pause(): void {
    this.readings.push('pause');
  }

  resume(): void {
    this.readings.push('resume');
  }

  /** What was sent, read by a codec. */
  envelopes(codec: Codec): Envelope[] {
    return this.sent.map((message) => codec.decode(message));
  }
}
