import type { Inflater, PiecewiseInflater } from './compression.ts';
import { History } from './history.ts';

/** Up to this many bytes a message is inflated at once: some 30 µs for 16 KiB, about what a trip through the thread pool costs. */
const SYNC_INFLATE_BYTES = 16 << 10;

/** The inbound half of permessage-deflate for one connection (RFC 7692 §7.2.2). */
export class Inflation {
  readonly #inflater: Inflater;
  readonly #maxMessageBytes: number;
  /** Kept only while the peer takes its context over. */
  readonly #history: History | undefined;
  #pieces: PiecewiseInflater | undefined;
  #messageBytes = 0;
  #busy = false;

  /** `windowBits` is the peer's window where it takes its context over, else `undefined`. */
  constructor(inflater: Inflater, maxMessageBytes: number, windowBits: number | undefined) {
    this.#inflater = inflater;
    this.#maxMessageBytes = maxMessageBytes;
    this.#history = windowBits === undefined ? undefined : new History(windowBits);
  }

  /** Whether a piece is being inflated. Nothing may be read meanwhile. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Whether earlier pieces of the message went in already. */
  get inMessage(): boolean {
    return this.#pieces !== undefined;
  }

  isSmall(payload: Uint8Array): boolean {
    return payload.length <= SYNC_INFLATE_BYTES;
  }

  /** Inflates a whole message. @throws {ProtocolError} `invalid-deflate` or `message-too-big`. */
  inflateSync(payload: Uint8Array): Uint8Array {
    const plain = this.#inflater.inflateSync(payload, this.#history?.window, this.#maxMessageBytes);
    this.#history?.append(plain);
    return plain;
  }

  /** Inflates the next piece of a message; busy until `done` is called. */
  push(piece: Uint8Array, last: boolean, done: (error: Error | undefined, plain: Uint8Array) => void): void {
    this.#busy = true;
    this.#pieces ??= this.#inflater.inflateInPieces(this.#history?.window);
    this.#pieces.push(piece, this.#maxMessageBytes - this.#messageBytes, (error, plain) => {
      this.#busy = false;
      this.#messageBytes += plain.length;
      if (error === undefined) this.#history?.append(plain);
      if (last || error !== undefined) this.dispose();
      done(error, plain);
    });
  }

  /** Frees what a message in progress holds. */
  dispose(): void {
    this.#pieces?.dispose();
    this.#pieces = undefined;
    this.#messageBytes = 0;
    this.#busy = false;
  }
}
