import { EnvelopeError } from '../envelope/envelope-error.ts';
import { type Message, messageBytes } from '../envelope/message.ts';

/** Most bytes that a peer may send before its hello is accepted (protocol §10). */
export const MAX_HELLO_BYTES = 16 << 10;

/** What a stranger sent before its hello was accepted: read later, or never. */
export class HeldMessages {
  readonly #messages: Message[] = [];
  #bytes = 0;

  /** Counts the hello itself, which need not be held. @throws {EnvelopeError} past 16 KiB. */
  count(message: Message): void {
    // At least one each: a flood of empty messages takes memory too.
    this.#bytes += Math.max(1, messageBytes(message));
    if (this.#bytes > MAX_HELLO_BYTES) throw new EnvelopeError('too-much-before-hello');
  }

  /** @throws {EnvelopeError} past 16 KiB. */
  hold(message: Message): void {
    this.count(message);
    this.#messages.push(message);
  }

  takeAll(): Message[] {
    return this.#messages.splice(0);
  }
}
