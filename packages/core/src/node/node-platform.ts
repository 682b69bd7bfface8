import { Buffer, isUtf8 } from 'node:buffer';
import { hash, randomFillSync } from 'node:crypto';
import { SlabPool } from '../bytes/slab-pool.ts';
import type { TextCodec } from '../bytes/text-codec.ts';
import type { ConnectionPlatform } from '../connection/connection-shell.ts';

/** Views bytes as a Buffer, without a copy. */
function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const text: TextCodec = {
  isUtf8,
  decode: (bytes, start, end) => asBuffer(bytes).toString('utf8', start, end),
  decodeAscii: (bytes, start, end) => asBuffer(bytes).toString('latin1', start, end),
  byteLength: (string) => Buffer.byteLength(string),
  encodeInto: (string, target, at) => asBuffer(target).write(string, at, 'utf8'),
};

/** Masking keys made at a time: one call of the generator for 2,048 frames. */
const KEY_POOL_WORDS = 2048;
const keys = new Int32Array(KEY_POOL_WORDS);
let keysUsed = KEY_POOL_WORDS;

/** The next 32 bits of a cryptographically strong source (RFC 6455 §10.3); each is used once. */
function maskingKey(): number {
  if (keysUsed === KEY_POOL_WORDS) {
    randomFillSync(keys);
    keysUsed = 0;
  }
  return keys[keysUsed++] ?? 0;
}

/** What the engine needs of Node.js. One for the process: connections share the slabs. */
export const nodePlatform: ConnectionPlatform = {
  text,
  // Not from Buffer's own pool: a small slice of it would keep 8 KiB alive.
  allocate: (bytes) => Buffer.allocUnsafeSlow(bytes),
  maskingKey,
  slabs: new SlabPool((bytes) => Buffer.allocUnsafeSlow(bytes)),
};

/** SHA-1 in base64, for `Sec-WebSocket-Accept` (RFC 6455 §4.2.2). */
export function sha1Base64(value: string): string {
  return hash('sha1', value, 'base64');
}
