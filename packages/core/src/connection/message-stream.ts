import { type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';

/** Unread bytes above which the connection stops reading; one read of a socket may come on top. */
const STREAM_BUFFER_BYTES = 64 << 10;
/** What a fragment costs besides its bytes, so that empty ones are bounded too. */
const FRAGMENT_COST_BYTES = 64;

/**
 * One inbound message in fragments, as they arrive: strings of a text, bytes of a binary message.
 *
 * Can be iterated once. While its reader is behind, the connection is not read, so a stream that nobody
 * iterates stops its connection; leaving the loop discards the rest. Fails with
 * {@link ConnectionClosedError} when the connection ends before the message does.
 */
export class MessageStream implements AsyncIterable<string | Uint8Array> {
  readonly kind: 'text' | 'binary';
  readonly #resumeReading: () => void;
  #fragments: (string | Uint8Array)[] = [];
  #unread = 0;
  #isEnded = false;
  #isDiscarded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(opcode: MessageOpcode, resumeReading: () => void) {
    this.kind = opcode === Opcode.text ? 'text' : 'binary';
    this.#resumeReading = resumeReading;
  }

  /** Whether the connection should read no more until the reader has caught up. */
  get isFull(): boolean {
    return this.#unread >= STREAM_BUFFER_BYTES;
  }

  /** Takes the next fragment from the connection. */
  push(fragment: string | Uint8Array): void {
    if (this.#isDiscarded) return;
    this.#fragments.push(fragment);
    this.#unread += fragment.length + FRAGMENT_COST_BYTES;
    this.#wake?.();
  }

  /** The message is complete, or will never be (`error`). */
  end(error?: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error = error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string | Uint8Array, void, undefined> {
    try {
      for (;;) {
        const fragments = this.#takeAll();
        if (fragments.length > 0) yield* fragments;
        else if (this.#error !== undefined) throw this.#error;
        else if (this.#isEnded) return;
        else await this.#more();
      }
    } finally {
      this.#isDiscarded = true;
      this.#takeAll();
    }
  }

  #takeAll(): (string | Uint8Array)[] {
    const fragments = this.#fragments;
    const wasFull = this.isFull;
    this.#fragments = [];
    this.#unread = 0;
    if (wasFull) this.#resumeReading();
    return fragments;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
