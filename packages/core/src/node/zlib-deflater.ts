import { constants, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib';
import type { Deflater } from '../messages/compression.ts';

/** The empty stored block with which zlib ends a sync flush, and which RFC 7692 §7.2.1 takes away. */
const FLUSH_TAIL_BYTES = 4;

/** Deflate settings of zlib. */
export interface ZlibSettings {
  /** 0–9 or −1; zlib's own default, 6, where none is given. */
  readonly level: number;
  /** 1–9. */
  readonly memLevel: number;
}

const deflaters = new Map<string, Deflater>();

/** The deflater for a setting: one for the process, since shared messages remember their frames by it. */
export function zlibDeflater(settings: ZlibSettings, windowBits: number): Deflater {
  const key = `${settings.level}/${settings.memLevel}/${windowBits}`;
  let deflater = deflaters.get(key);
  if (deflater === undefined) {
    deflater = createDeflater(settings, windowBits);
    deflaters.set(key, deflater);
  }
  return deflater;
}

function createDeflater(settings: ZlibSettings, windowBits: number): Deflater {
  const plain: ZlibOptions = {
    level: settings.level,
    memLevel: settings.memLevel,
    // zlib makes no raw window of 8 bits. That of 9 fits: it looks back at most 512 − 262 bytes, its look-ahead (MAX_DIST in deflate.h).
    windowBits: Math.max(windowBits, 9),
    finishFlush: constants.Z_SYNC_FLUSH,
  };
  const optionsFor = (history: Uint8Array | undefined) => (history === undefined ? plain : { ...plain, dictionary: history });
  return {
    deflateSync: (payload, history) => withoutTail(deflateRawSync(payload, optionsFor(history))),
    deflate(payload, history, done) {
      deflateRaw(payload, optionsFor(history), (error, deflated) => {
        if (error === null) done(undefined, withoutTail(deflated));
        else done(error, payload);
      });
    },
  };
}

function withoutTail(deflated: Uint8Array): Uint8Array {
  return deflated.subarray(0, deflated.length - FLUSH_TAIL_BYTES);
}
