import { Buffer } from 'node:buffer';
import { constants, createInflateRaw, type InflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import type { Inflater, PiecewiseInflater } from '../messages/compression.ts';
import { ProtocolError } from '../vocabulary/errors.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Inflates by zlib with its largest window, whatever was agreed.
 *
 * Laxer than RFC 7692 §7.1.2: a peer that looks back further than its window is understood all the same.
 */
export const zlibInflater: Inflater = {
  inflateSync(payload, history, maxBytes) {
    try {
      return inflateRawSync(payload, optionsFor(history, maxBytes));
    } catch (error) {
      throw toProtocolError(error);
    }
  },
  inflateInPieces: (history) => new ZlibPiecewiseInflater(history),
};

function optionsFor(history: Uint8Array | undefined, maxBytes: number): ZlibOptions {
  return {
    finishFlush: constants.Z_SYNC_FLUSH, // a message has no end of its own (§7.2.2)
    ...(history !== undefined && { dictionary: history }),
    ...(maxBytes !== Number.POSITIVE_INFINITY && { maxOutputLength: Math.max(maxBytes, 1) }),
  };
}

function toProtocolError(cause: unknown): ProtocolError {
  const isTooBig = cause instanceof RangeError; // ERR_BUFFER_TOO_LARGE
  return new ProtocolError(isTooBig ? 'message-too-big' : 'invalid-deflate', { cause });
}

/** One message through a zlib stream of its own, in the thread pool. */
class ZlibPiecewiseInflater implements PiecewiseInflater {
  readonly #stream: InflateRaw;
  #outputs: Buffer[] = [];
  #room = 0;
  #done: ((error: Error | undefined, inflated: Uint8Array) => void) | undefined;

  constructor(history: Uint8Array | undefined) {
    this.#stream = createInflateRaw(optionsFor(history, Number.POSITIVE_INFINITY));
    this.#stream.on('data', (output: Buffer) => this.#receive(output));
    this.#stream.on('error', (error) => this.#settle(toProtocolError(error)));
  }

  push(piece: Uint8Array, maxBytes: number, done: (error: Error | undefined, inflated: Uint8Array) => void): void {
    this.#room = maxBytes;
    this.#done = done;
    this.#stream.write(piece);
    // A flush brings out all that the piece holds, so the end of the message needs no tail (§7.2.2).
    this.#stream.flush(constants.Z_SYNC_FLUSH, () => this.#settle(undefined));
  }

  dispose(): void {
    this.#done = undefined;
    this.#stream.close();
  }

  #receive(output: Buffer): void {
    this.#room -= output.length;
    if (this.#room < 0) this.#settle(new ProtocolError('message-too-big'));
    else if (this.#done !== undefined) this.#outputs.push(output);
  }

  #settle(error: Error | undefined): void {
    const done = this.#done;
    if (done === undefined) return;
    const outputs = this.#outputs;
    this.#done = undefined;
    this.#outputs = [];
    if (error !== undefined) this.#stream.close();
    done(error, error === undefined ? joined(outputs) : NOTHING);
  }
}

function joined(outputs: readonly Buffer[]): Uint8Array {
  const [only] = outputs;
  return outputs.length === 1 && only !== undefined ? only : Buffer.concat(outputs);
}
