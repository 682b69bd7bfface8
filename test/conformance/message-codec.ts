import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import type { Side } from './case.ts';
import { within } from './deadline.ts';
import type { Agreed } from './deflate-agreement.ts';
import type { FrameParts } from './frame-fixture.ts';
import { headerBytes } from './frame-fixture.ts';
import { ReferenceInflater } from './reference-inflater.ts';

/** A message as the peer counts it. */
export interface Message {
  readonly kind: 'text' | 'binary';
  readonly payload: Uint8Array;
}

/** A message that came in, and in what shape. */
export interface ReceivedMessage extends Message {
  readonly isCompressed: boolean;
  readonly fragments: number;
}

/** Frames with RSV1 are compressed (RFC 7692 §6). */
const RSV1 = 0x40;

/** The raw peer's side of permessage-deflate: zlib deflates, the reference inflater inflates. */
export class MessageCodec {
  readonly #deflater: PeerDeflater | undefined;
  readonly #inflater: ReferenceInflater | undefined;
  #parts: Buffer[] = [];
  #first = 0;

  /** `subject` is the side under test; this is the other one. */
  constructor(subject: Side, agreed: Agreed | undefined) {
    if (agreed === undefined) return;
    const [ours, theirs] = subject === 'server' ? [agreed.client, agreed.server] : [agreed.server, agreed.client];
    this.#deflater = new PeerDeflater(ours.windowBits, ours.takesOver);
    this.#inflater = new ReferenceInflater(theirs.windowBits, theirs.takesOver);
  }

  /** Writes a message, deflated where `compress` says so, cut into that many fragments. */
  async encode({ kind, payload }: Message, compress: boolean, fragments: number): Promise<FrameParts[]> {
    const opcode = kind === 'text' ? 0x1 : 0x2;
    const deflated = compress ? await this.#deflate(payload) : payload;
    const size = Math.ceil(deflated.length / fragments);
    return Array.from({ length: fragments }, (_, index) => ({
      first: (index === 0 ? opcode | (compress ? RSV1 : 0) : 0) | (index === fragments - 1 ? 0x80 : 0),
      payload: deflated.subarray(index * size, (index + 1) * size),
    }));
  }

  /** Takes a frame; answers the message that it completes. @throws {Error} for one that does not belong there. */
  accept(frame: Buffer): ReceivedMessage | undefined {
    const first = frame.readUInt8(0);
    const opcode = first & 0x0f;
    const reserved = first & 0x70;
    if (reserved !== 0 && (opcode === 0 || reserved !== RSV1))
      throw new Error(`a frame beginning with ${first.toString(16)} has reserved bits`);
    if (opcode > 2) throw new Error(`a frame with opcode ${opcode} came instead of a message`);
    if ((opcode === 0) !== this.#parts.length > 0) throw new Error(`a frame with opcode ${opcode} came out of order`);
    if (this.#parts.length === 0) this.#first = first;
    this.#parts.push(frame.subarray(headerBytes(frame.readUInt8(1))));
    if (first < 0x80) return undefined;
    const payload = Buffer.concat(this.#parts);
    const fragments = this.#parts.length;
    this.#parts = [];
    const isCompressed = (this.#first & RSV1) !== 0;
    const kind = (this.#first & 0x0f) === 1 ? 'text' : 'binary';
    return { kind, isCompressed, fragments, payload: isCompressed ? this.#inflate(payload) : payload };
  }

  dispose(): void {
    this.#deflater?.dispose();
  }

  #deflate(payload: Uint8Array): Promise<Uint8Array> {
    if (this.#deflater === undefined) throw new Error('this script compresses without an agreement');
    return this.#deflater.deflate(payload);
  }

  #inflate(payload: Buffer): Buffer {
    if (this.#inflater === undefined) throw new Error('a compressed message came without an agreement');
    return this.#inflater.inflate(payload);
  }
}

/** Deflates with zlib's own window between messages where it is taken over, and without where not. */
class PeerDeflater {
  readonly #windowBits: number;
  readonly #takesOver: boolean;
  #stream: DeflateRaw | undefined;

  constructor(windowBits: number, takesOver: boolean) {
    this.#windowBits = windowBits;
    this.#takesOver = takesOver;
  }

  async deflate(payload: Uint8Array): Promise<Uint8Array> {
    // zlib raises a raw window of 8 bits to 9, and with 9 looks back 250 bytes at most: 262 less than its window.
    this.#stream ??= createDeflateRaw({ windowBits: Math.max(9, this.#windowBits) });
    const stream = this.#stream;
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer) => chunks.push(chunk);
    stream.on('data', collect);
    stream.write(payload);
    await within(new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve)), 'zlib');
    stream.off('data', collect);
    if (!this.#takesOver) this.dispose();
    return Buffer.concat(chunks).subarray(0, -4);
  }

  dispose(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }
}
