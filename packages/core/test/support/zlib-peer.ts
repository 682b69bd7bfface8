import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import { bytesOf } from './bytes-of.ts';
import { joined } from './frame-of.ts';

/** What a sync flush ends with, and RFC 7692 §7.2.1 takes away. */
const TAIL = bytesOf('0000ffff');

/** A peer that takes its context over by one zlib stream that lives as long as its connection, as most libraries do. */
export class ZlibPeer {
  readonly #deflate: DeflateRaw;
  readonly #inflate: InflateRaw;

  constructor(windowBits: number) {
    // zlib makes no raw window of 8 bits, and takes 9 for it.
    this.#deflate = createDeflateRaw({ windowBits: Math.max(windowBits, 9) });
    this.#inflate = createInflateRaw({ windowBits: Math.max(windowBits, 9) });
  }

  /** Deflates the next message (RFC 7692 §7.2.1). */
  async deflate(message: Uint8Array): Promise<Uint8Array> {
    const deflated = await passThrough(this.#deflate, message);
    return deflated.subarray(0, -TAIL.length);
  }

  /** Inflates the next message (RFC 7692 §7.2.2). */
  inflate(payload: Uint8Array): Promise<Uint8Array> {
    return passThrough(this.#inflate, joined(payload, TAIL));
  }

  close(): void {
    this.#deflate.close();
    this.#inflate.close();
  }
}

async function passThrough(stream: DeflateRaw | InflateRaw, input: Uint8Array): Promise<Uint8Array> {
  const outputs: Uint8Array[] = [];
  const receive = (output: Uint8Array) => outputs.push(output);
  stream.on('data', receive);
  try {
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      stream.write(input);
      stream.flush(constants.Z_SYNC_FLUSH, () => {
        stream.off('error', reject);
        resolve();
      });
    });
  } finally {
    stream.off('data', receive);
  }
  return joined(...outputs);
}
