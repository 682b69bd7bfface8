import { mask } from '../bytes/mask.ts';
import { LARGE_SLAB_BYTES } from '../bytes/slab-pool.ts';
import type { TextCodec } from '../bytes/text-codec.ts';
import { firstByte, headerSize, MAX_HEADER_BYTES, writeFrameHeader } from '../frames/frame-header.ts';
import type { Role } from '../vocabulary/role.ts';
import { REFERENCE_FROM_BYTES, type SendQueue } from './send-queue.ts';

/** What writing frames needs of the platform. */
export interface FramePlatform {
  readonly text: TextCodec;
  /** Memory that need not be zeroed. */
  allocate(bytes: number): Uint8Array;
  /** 32 unpredictable bits (RFC 6455 §10.3). */
  maskingKey(): number;
}

/** Most UTF-8 bytes of one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** Writes frames into a {@link SendQueue}, masked where the endpoint is a client (RFC 6455 §5.1). */
export class FrameWriter {
  readonly #queue: SendQueue;
  readonly #platform: FramePlatform;
  readonly #masks: boolean;

  constructor(queue: SendQueue, role: Role, platform: FramePlatform) {
    this.#queue = queue;
    this.#platform = platform;
    this.#masks = role === 'client';
  }

  /** Writes a frame. A server's large payload is queued without a copy. */
  write(fin: boolean, rsv1: boolean, opcode: number, payload: Uint8Array): void {
    const key = this.#masks ? this.#platform.maskingKey() : undefined;
    const size = headerSize(payload.length, this.#masks);
    if (payload.length >= REFERENCE_FROM_BYTES) {
      this.#writeLarge(firstByte(fin, rsv1, opcode), payload, size, key);
      return;
    }
    const slab = this.#queue.reserve(size + payload.length);
    const start = this.#queue.position;
    const end = start + size + payload.length;
    writeFrameHeader(slab, start, firstByte(fin, rsv1, opcode), payload.length, key);
    slab.set(payload, start + size);
    if (key !== undefined) mask(slab, start + size, end, key);
    this.#queue.commit(end);
  }

  /** Writes a text message as one frame, encoding it straight into the slab. */
  writeText(opcode: number, text: string): void {
    const atMost = text.length * MAX_BYTES_PER_UNIT;
    if (atMost + MAX_HEADER_BYTES > LARGE_SLAB_BYTES) {
      this.write(true, false, opcode, this.encode(text));
      return;
    }
    const slab = this.#queue.reserve(atMost + MAX_HEADER_BYTES);
    const start = this.#queue.position;
    // The header's size is guessed from the length; only text far from ASCII has to be moved for it.
    const guess = headerSize(text.length, this.#masks);
    const length = this.#platform.text.encodeInto(text, slab, start + guess);
    const size = headerSize(length, this.#masks);
    if (size !== guess) slab.copyWithin(start + size, start + guess, start + guess + length);
    const key = this.#masks ? this.#platform.maskingKey() : undefined;
    writeFrameHeader(slab, start, firstByte(true, false, opcode), length, key);
    if (key !== undefined) mask(slab, start + size, start + size + length, key);
    this.#queue.commit(start + size + length);
  }

  /** Queues an unmasked frame that is made already. Only for a server. */
  writeShared(frame: Uint8Array): void {
    this.#queue.appendShared(frame);
  }

  /** A text as UTF-8 in memory of its own. */
  encode(text: string): Uint8Array {
    const bytes = this.#platform.allocate(this.#platform.text.byteLength(text));
    this.#platform.text.encodeInto(text, bytes, 0);
    return bytes;
  }

  #writeLarge(first: number, payload: Uint8Array, size: number, key: number | undefined): void {
    if (key === undefined) {
      writeFrameHeader(this.#queue.reserve(size), this.#queue.position, first, payload.length, undefined);
      this.#queue.commit(this.#queue.position + size);
      this.#queue.appendReference(payload);
      return;
    }
    const frame = this.#platform.allocate(size + payload.length);
    writeFrameHeader(frame, 0, first, payload.length, key);
    frame.set(payload, size);
    mask(frame, size, frame.length, key);
    this.#queue.appendReference(frame);
  }
}
