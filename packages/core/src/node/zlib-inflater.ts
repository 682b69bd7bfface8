import { Buffer } from 'node:buffer';
import { constants, createInflateRaw, type InflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import type { Inflater, PiecewiseInflater } from '../messages/compression.ts';
import { History } from '../messages/history.ts';
import { ProtocolError } from '../vocabulary/errors.ts';

/** zlib's largest window, as a power of two. */
const WINDOW_BITS = 15;

/**
 * Most final blocks with more behind them in one message.
 *
 * Stricter than RFC 7692 §7.2.1, which has no bound: each needs an inflater anew, and a few bytes can hold many.
 */
const MAX_FINAL_BLOCKS = 64;

const NOTHING = Buffer.alloc(0);

type Done = (error: Error | undefined, inflated: Uint8Array) => void;

/**
 * Inflates by zlib with its largest window, whatever was agreed.
 *
 * Laxer than RFC 7692 §7.1.2 and §7.2.2: a peer that looks back further than its window is understood all the
 * same, and of a message that ends inside a block, what came before is taken.
 */
export const zlibInflater: Inflater = {
  inflateSync(payload, history, maxBytes) {
    try {
      return inflateBlocks(payload, history, maxBytes);
    } catch (error) {
      throw toProtocolError(error);
    }
  },
  inflateInPieces: (history) => new ZlibPiecewiseInflater(history),
};

function inflateBlocks(payload: Uint8Array, history: Uint8Array | undefined, maxBytes: number): Uint8Array {
  const first = inflateStream(payload, history, maxBytes);
  if (first.taken === payload.length) return first.inflated;
  // A final block ends a stream of zlib, but not a message (§7.2.1).
  const window = windowOf(history);
  const outputs: Uint8Array[] = [];
  let { inflated, taken } = first;
  let room = maxBytes;
  for (let finals = 1; taken < payload.length; finals++) {
    if (finals > MAX_FINAL_BLOCKS) throw new ProtocolError('invalid-deflate');
    outputs.push(inflated);
    window.append(inflated);
    room -= inflated.length;
    const next = inflateStream(payload.subarray(taken), window.window, room);
    inflated = next.inflated;
    taken += next.taken;
  }
  return Buffer.concat([...outputs, inflated]);
}

/** Inflates up to a final block or to the end; answers also how many bytes that took. */
function inflateStream(payload: Uint8Array, history: Uint8Array | undefined, maxBytes: number): { inflated: Uint8Array; taken: number } {
  // The type declarations of Node.js do not know what `info` makes of the answer.
  const answer: unknown = inflateRawSync(payload, { ...optionsFor(history, maxBytes), info: true });
  if (!isInflated(answer)) throw new TypeError('zlib answered without its engine');
  // zlib takes no limit of 0.
  if (answer.buffer.length > maxBytes) throw new ProtocolError('message-too-big');
  return { inflated: answer.buffer, taken: answer.engine.bytesWritten };
}

function isInflated(answer: unknown): answer is { buffer: Buffer; engine: InflateRaw } {
  return typeof answer === 'object' && answer !== null && 'buffer' in answer && 'engine' in answer;
}

function optionsFor(history: Uint8Array | undefined, maxBytes: number): ZlibOptions {
  return {
    finishFlush: constants.Z_SYNC_FLUSH, // a message has no end of its own (§7.2.2)
    ...(history !== undefined && { dictionary: history }),
    ...(maxBytes !== Number.POSITIVE_INFINITY && { maxOutputLength: Math.max(maxBytes, 1) }),
  };
}

function windowOf(history: Uint8Array | undefined): History {
  const window = new History(WINDOW_BITS);
  if (history !== undefined) window.append(history);
  return window;
}

function toProtocolError(cause: unknown): ProtocolError {
  if (cause instanceof ProtocolError) return cause;
  const isTooBig = cause instanceof RangeError; // ERR_BUFFER_TOO_LARGE
  return new ProtocolError(isTooBig ? 'message-too-big' : 'invalid-deflate', { cause });
}

/** One message through zlib streams of its own, in the thread pool: one, or after each final block another. */
class ZlibPiecewiseInflater implements PiecewiseInflater {
  readonly #window: History;
  #stream: InflateRaw;
  #finals = 0;
  #outputs: Buffer[] = [];
  #room = 0;
  #done: Done | undefined;

  constructor(history: Uint8Array | undefined) {
    this.#window = windowOf(history);
    this.#stream = this.#open();
  }

  push(piece: Uint8Array, maxBytes: number, done: Done): void {
    this.#room = maxBytes;
    this.#done = done;
    this.#inflate(piece);
  }

  dispose(): void {
    this.#done = undefined;
    this.#stream.close();
  }

  #open(): InflateRaw {
    const stream = createInflateRaw(optionsFor(this.#window.window, Number.POSITIVE_INFINITY));
    stream.on('data', (output: Buffer) => this.#receive(output));
    stream.on('error', (error) => this.#settle(toProtocolError(error)));
    return stream;
  }

  #inflate(piece: Uint8Array): void {
    const stream = this.#stream;
    const before = stream.bytesWritten;
    stream.write(piece);
    // A flush brings out all that the piece holds, so the end of the message needs no tail (§7.2.2).
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      const rest = piece.subarray(stream.bytesWritten - before);
      if (rest.length > 0 && this.#done !== undefined) this.#inflateBehindFinal(rest);
      else this.#settle(undefined);
    });
  }

  /** A final block ends a stream of zlib, but not a message (§7.2.1). */
  #inflateBehindFinal(rest: Uint8Array): void {
    this.#finals++;
    if (this.#finals > MAX_FINAL_BLOCKS) {
      this.#settle(new ProtocolError('invalid-deflate'));
      return;
    }
    this.#stream.close();
    this.#stream = this.#open();
    this.#inflate(rest);
  }

  #receive(output: Buffer): void {
    this.#room -= output.length;
    if (this.#room < 0) {
      this.#settle(new ProtocolError('message-too-big'));
    } else if (this.#done !== undefined) {
      this.#outputs.push(output);
      this.#window.append(output);
    }
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
