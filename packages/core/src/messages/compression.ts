/**
 * How messages are deflated and inflated (RFC 7692 §7.2), given to the engine as an argument.
 *
 * Each message is a deflate stream of its own, primed with the `history` of its direction where the
 * context is taken over: a preset dictionary of the last bytes before it. So nothing has to live
 * between messages but those bytes, and small messages can be done synchronously in every mode
 * (docs/decisions/0001-context-takeover-by-dictionary.md).
 */

/** Deflates whole messages. The results end without the four bytes 00 00 ff ff (RFC 7692 §7.2.1). */
export interface Deflater {
  deflateSync(payload: Uint8Array, history: Uint8Array | undefined): Uint8Array;
  /** As `deflateSync`, off this thread. `history` is copied at once; `done` is called once, in a later turn. */
  deflate(payload: Uint8Array, history: Uint8Array | undefined, done: (error: Error | undefined, deflated: Uint8Array) => void): void;
}

/** Inflates messages, and stops while inflating as soon as a result would pass its limit. */
export interface Inflater {
  /** @throws {ProtocolError} `invalid-deflate`, or `message-too-big` past `maxBytes`. */
  inflateSync(payload: Uint8Array, history: Uint8Array | undefined, maxBytes: number): Uint8Array;
  /** Begins a message that is large or comes in pieces. `history` is copied at once. */
  inflateInPieces(history: Uint8Array | undefined): PiecewiseInflater;
}

/** One message on its way through asynchronous inflating. */
export interface PiecewiseInflater {
  /**
   * Inflates the next piece. `done` gets what came out of it, or a {@link ProtocolError}; it is called
   * once, in a later turn, and the next piece must wait for it. `maxBytes` bounds what may come out.
   */
  push(piece: Uint8Array, maxBytes: number, done: (error: Error | undefined, inflated: Uint8Array) => void): void;
  /** Frees the inflater; `done` of a pending push is not called any more. */
  dispose(): void;
}
