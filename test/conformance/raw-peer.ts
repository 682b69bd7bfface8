import type { Socket } from 'node:net';
import { ByteSource, type Ending } from './byte-source.ts';
import type { Side } from './case.ts';
import { nextTurn, within } from './deadline.ts';
import { applyKey, encodeFrame, headerBytes, maskFrame, payloadLength, type WireFrame } from './frame-fixture.ts';

/** How frames go out. */
export interface SendOptions {
  /** Each chunk leaves in a turn of its own, so that it is read by itself. Default: everything at once. */
  readonly chunkBytes?: number | undefined;
  /** Cuts what is sent in two, there. */
  readonly cutAt?: number | undefined;
  /** Masks where the role forbids it, or does not where it must (RFC 6455 §5.1). */
  readonly wrongMask?: boolean | undefined;
  /** Default: another one for each frame. */
  readonly maskingKey?: string | undefined;
}

/** A frame that came in, its mask taken off; everything else is as it was on the wire. */
export interface ReceivedFrame {
  readonly bytes: Buffer;
  readonly maskingKey: string | undefined;
}

/** The other end of the connection, on a bare TCP socket: it does what a script says, be it right or wrong. */
export class RawPeer {
  readonly incoming: ByteSource;
  /** The masking keys of all frames that came in. */
  readonly maskingKeys: string[] = [];
  readonly #socket: Socket;
  readonly #isClient: boolean;
  #keys = 0;

  /** `subject` is the side under test; this is the other one. The socket must be allowed to stay half-open. */
  constructor(socket: Socket, subject: Side) {
    this.#socket = socket.setNoDelay(true);
    this.#isClient = subject === 'server';
    this.incoming = new ByteSource(socket);
  }

  async send(frames: readonly WireFrame[], { chunkBytes, cutAt = 0, wrongMask = false, maskingKey }: SendOptions = {}): Promise<void> {
    const masks = this.#isClient !== wrongMask;
    const wire = frames.map((frame) => {
      const encoded = encodeFrame(frame);
      if (!masks) return encoded;
      return maskFrame(encoded, maskingKey === undefined ? this.#nextKey() : Buffer.from(maskingKey, 'hex'));
    });
    const bytes = Buffer.concat(wire);
    if (cutAt > 0) await this.#writeChunks([bytes.subarray(0, cutAt), bytes.subarray(cutAt)]);
    else await this.write(bytes, chunkBytes);
  }

  /** Writes bytes as they are. */
  async write(bytes: Buffer, chunkBytes = bytes.length): Promise<void> {
    const count = Math.ceil(bytes.length / chunkBytes);
    await this.#writeChunks(Array.from({ length: count }, (_, index) => bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)));
  }

  /** Reads the next frame, or how TCP ended. @throws {Error} for a frame with the wrong mask or cut off by the end of TCP. */
  async nextFrame(): Promise<ReceivedFrame | Ending> {
    const { incoming } = this;
    if (!(await incoming.has(2, 'the next frame'))) return this.#endAtBoundary();
    const second = incoming.peek(2).readUInt8(1);
    const isMasked = second >= 0x80;
    if (isMasked === this.#isClient) throw new Error(`a frame came ${isMasked ? 'masked from the server' : 'unmasked from the client'}`);
    const size = headerBytes(second);
    const keyBytes = isMasked ? 4 : 0;
    if (!(await incoming.has(size + keyBytes, 'the rest of a frame header'))) return this.#endAtBoundary();
    const total = size + keyBytes + payloadLength(incoming.peek(size));
    if (!(await incoming.has(total, 'the rest of a frame'))) return this.#endAtBoundary();
    return this.#unmask(Buffer.from(incoming.take(total)), size, keyBytes);
  }

  /** Half-closes TCP. */
  end(): void {
    this.#socket.end();
  }

  /** Resets TCP. Not to be called after {@link end}: Node.js would lose the handle and never come to its end. */
  cut(): void {
    this.#socket.resetAndDestroy();
  }

  dispose(): void {
    this.#socket.destroy();
  }

  /** Writes each chunk in a turn of its own. */
  async #writeChunks(chunks: readonly Buffer[]): Promise<void> {
    // From here on each further turn reads sockets before it comes: the first one might not.
    if (chunks.length > 1) await nextTurn();
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0) await nextTurn();
      // The other side may fail in the midst of it; what it says then is the next expectation's matter.
      if (!this.#socket.writable) return;
      const hasRoom = this.#socket.write(chunk);
      if (!hasRoom) await this.#drained();
    }
  }

  #nextKey(): Buffer {
    // Scattered over all 32 bits, and the same in every run.
    this.#keys = (this.#keys + 0x9e3779b9) >>> 0;
    const key = Buffer.alloc(4);
    key.writeUInt32BE(this.#keys);
    return key;
  }

  #unmask(frame: Buffer, size: number, keyBytes: number): ReceivedFrame {
    if (keyBytes === 0) return { bytes: frame, maskingKey: undefined };
    const key = frame.subarray(size, size + keyBytes);
    const payload = frame.subarray(size + keyBytes);
    applyKey(payload, key);
    this.maskingKeys.push(key.toString('hex'));
    const header = frame.subarray(0, size);
    header.writeUInt8(header.readUInt8(1) & 0x7f, 1);
    return { bytes: Buffer.concat([header, payload]), maskingKey: key.toString('hex') };
  }

  #endAtBoundary(): Ending {
    const { available, ending } = this.incoming;
    if (available > 0 || ending === undefined) throw new Error(`TCP ended inside a frame, ${available} bytes after its beginning`);
    return ending;
  }

  async #drained(): Promise<void> {
    const drained = new Promise<void>((resolve) => {
      const settle = () => {
        this.#socket.off('drain', settle).off('close', settle);
        resolve();
      };
      this.#socket.on('drain', settle).on('close', settle);
    });
    await within(drained, 'the subject to read on');
  }
}
