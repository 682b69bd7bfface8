import { firstByte, headerSize, writeFrameHeader } from '../frames/frame-header.ts';
import type { MessageOpcode } from '../vocabulary/opcode.ts';
import type { Deflater } from './compression.ts';

/** A message deflated by one deflater, or the senders who wait for it. */
interface DeflatedFrame {
  frame: Uint8Array | undefined;
  waiting: (() => void)[];
}

/**
 * One message for many connections: framed once, and deflated once for each setting of deflate.
 *
 * The bytes must not be changed once it is made. It stays valid for any number of sends.
 */
export class SharedMessage {
  readonly opcode: MessageOpcode;
  readonly payload: Uint8Array;
  readonly #allocate: (bytes: number) => Uint8Array;
  #plain: Uint8Array | undefined;
  #deflated: Map<Deflater, DeflatedFrame> | undefined;

  /** `allocate` makes memory that need not be zeroed. */
  constructor(opcode: MessageOpcode, payload: Uint8Array, allocate: (bytes: number) => Uint8Array) {
    this.opcode = opcode;
    this.payload = payload;
    this.#allocate = allocate;
  }

  /** The message as one unmasked frame, as a server sends it. */
  get frame(): Uint8Array {
    this.#plain ??= this.#frameOf(false, this.payload);
    return this.#plain;
  }

  /** The deflated frame, made at once. Where deflate does not help it is the plain one. */
  deflatedFrameSync(deflater: Deflater): Uint8Array {
    const entry = this.#entryOf(deflater);
    entry.frame ??= this.#smallerFrame(deflater.deflateSync(this.payload, undefined));
    return entry.frame;
  }

  /** Makes the deflated frame in the background, once for all who ask; `ready` is called in a later turn. */
  deflateFrame(deflater: Deflater, ready: (frame: Uint8Array) => void): void {
    const entry = this.#entryOf(deflater);
    entry.waiting.push(() => ready(entry.frame ?? this.frame));
    if (entry.waiting.length > 1) return;
    deflater.deflate(this.payload, undefined, (error, deflated) => {
      entry.frame = error === undefined ? this.#smallerFrame(deflated) : this.frame;
      const { waiting } = entry;
      entry.waiting = [];
      for (const tell of waiting) tell();
    });
  }

  /** The deflated frame where it is made already. */
  readyFrame(deflater: Deflater): Uint8Array | undefined {
    return this.#deflated?.get(deflater)?.frame;
  }

  #entryOf(deflater: Deflater): DeflatedFrame {
    this.#deflated ??= new Map();
    let entry = this.#deflated.get(deflater);
    if (entry === undefined) {
      entry = { frame: undefined, waiting: [] };
      this.#deflated.set(deflater, entry);
    }
    return entry;
  }

  #smallerFrame(deflated: Uint8Array): Uint8Array {
    return deflated.length < this.payload.length ? this.#frameOf(true, deflated) : this.frame;
  }

  #frameOf(rsv1: boolean, payload: Uint8Array): Uint8Array {
    const size = headerSize(payload.length, false);
    const frame = this.#allocate(size + payload.length);
    writeFrameHeader(frame, 0, firstByte(true, rsv1, this.opcode), payload.length, undefined);
    frame.set(payload, size);
    return frame;
  }
}
