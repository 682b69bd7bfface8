import { mask, NOT_SEEN, turnKey } from '../bytes/mask.ts';
import { ProtocolError } from '../vocabulary/errors.ts';
import { isControl } from '../vocabulary/opcode.ts';
import { type FrameHeader, type HeaderRules, MAX_HEADER_BYTES, readFrameHeader } from './frame-header.ts';

/** Who takes what a {@link FrameParser} reads. */
export interface FrameSink {
  /** While true the parser stops. Asked before each header and each piece of a payload. */
  readonly blocked: boolean;
  /** A header was read. The object is used again for the next frame. */
  frameStarted(header: Readonly<FrameHeader>): void;
  /**
   * The next piece of the frame's payload, unmasked: `bytes` from `start` to `end`. `last` says that the
   * payload is complete; an empty payload comes as one empty last piece. `seen` is what `mask` answered.
   */
  payloadReceived(bytes: Uint8Array, start: number, end: number, last: boolean, seen: number): void;
}

/** The header read last. All parsers share it, since each takes from it at once what it needs later. */
const header: FrameHeader = { fin: false, rsv1: false, opcode: 0, length: 0, maskingKey: 0 };

/**
 * Cuts chunks into frames (RFC 6455 §5).
 *
 * Holds no payload: pieces are unmasked in place and passed on as they arrive. Between chunks it keeps
 * at most an unfinished header and, inside a payload, its rest and its key.
 */
export class FrameParser {
  readonly #rules: HeaderRules;
  readonly #maxFrameBytes: number;
  readonly #sink: FrameSink;
  #maskingKey = 0;
  #partial: Uint8Array | undefined;
  #partialLength = 0;
  #inPayload = false;
  #remaining = 0;

  constructor(rules: HeaderRules, maxFrameBytes: number, sink: FrameSink) {
    this.#rules = rules;
    this.#maxFrameBytes = maxFrameBytes;
    this.#sink = sink;
  }

  /**
   * Reads a chunk from `start` on and answers where it stopped: at its end, or earlier where the sink is blocked.
   *
   * The chunk is changed, since unmasking is done in place.
   *
   * @throws {ProtocolError} at the first byte that breaks a rule; the parser must not be used after it.
   */
  receive(chunk: Uint8Array, start: number): number {
    const end = chunk.length;
    let at = start;
    while (!this.#sink.blocked) {
      if (this.#inPayload) {
        if (at === end && this.#remaining > 0) return end;
        at = this.#readPayload(chunk, at, end);
      } else {
        const size = this.#partialLength === 0 ? this.#readHeader(chunk, at, end) : this.#completeHeader(chunk, at, end);
        if (size === 0) return end;
        at += size;
      }
    }
    return at;
  }

  /** Reads a header that lies whole in the chunk; else keeps its bytes and answers 0. */
  #readHeader(chunk: Uint8Array, at: number, end: number): number {
    const size = readFrameHeader(chunk, at, end, this.#rules, header);
    if (size > 0) this.#start();
    else if (end > at) this.#keepPartial(chunk, at, end);
    return size;
  }

  #keepPartial(chunk: Uint8Array, at: number, end: number): number {
    this.#partial ??= new Uint8Array(MAX_HEADER_BYTES);
    const count = Math.min(end - at, MAX_HEADER_BYTES - this.#partialLength);
    this.#partial.set(chunk.subarray(at, at + count), this.#partialLength);
    this.#partialLength += count;
    return count;
  }

  /** Reads a header whose first bytes came with an earlier chunk; answers how many bytes of this one it took. */
  #completeHeader(chunk: Uint8Array, at: number, end: number): number {
    const before = this.#partialLength;
    this.#keepPartial(chunk, at, end);
    if (this.#partial === undefined) return 0;
    const size = readFrameHeader(this.#partial, 0, this.#partialLength, this.#rules, header);
    if (size === 0) return 0;
    this.#partial = undefined;
    this.#partialLength = 0;
    this.#start();
    return size - before;
  }

  #start(): void {
    // A control frame has a bound of its own (§5.5): the peer may close and ping, however little it may send.
    if (header.length > this.#maxFrameBytes && !isControl(header.opcode)) throw new ProtocolError('frame-too-big');
    this.#inPayload = true;
    this.#remaining = header.length;
    this.#maskingKey = header.maskingKey;
    this.#sink.frameStarted(header);
  }

  #readPayload(chunk: Uint8Array, at: number, end: number): number {
    const stop = this.#remaining < end - at ? at + this.#remaining : end;
    this.#remaining -= stop - at;
    const last = this.#remaining === 0;
    const key = this.#maskingKey;
    let seen = NOT_SEEN;
    // The key of a masked frame may be 0, and then nothing needs to be done.
    if (key !== 0) seen = mask(chunk, at, stop, key);
    this.#inPayload = !last;
    if (!last) this.#maskingKey = turnKey(key, stop - at);
    this.#sink.payloadReceived(chunk, at, stop, last, seen);
    return stop;
  }
}
