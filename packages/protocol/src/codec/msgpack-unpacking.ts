import type { Unpackr as UnpackrClass } from 'msgpackr';
// Not the main entry: under Node that would load a native add-on to read what strangers sent.
import { Unpackr } from 'msgpackr/unpack';
import type { MarkedText } from './msgpack-scanner.ts';

const unpackr: UnpackrClass = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number', copyBuffers: true });

/** Up to here msgpackr decodes a text itself. */
const SHORT_TEXT = 64;
/** What it takes at most to give a text the longest header and a second mark. */
const MOST_ADDED = 4 + 3;

/**
 * Makes the value of a message that is one plain value, as a scanner found. Bytes in it are copies.
 *
 * @param bytes no `Buffer`, of which the copies would be Buffers too; msgpackr puts a property of its own on it.
 * @param marked the texts in it that begin with a byte order mark
 */
export function unpacked(bytes: Uint8Array, marked: readonly MarkedText[]): unknown {
  if (marked.length === 0 || keepsMarks()) return unpackr.unpack(bytes);
  const long = marked.filter(({ start, end }) => end - start > SHORT_TEXT);
  return unpackr.unpack(withSecondMarks(bytes, long));
}

/** A text of 65 letters behind a mark. */
const MARKED = Uint8Array.of(0xd9, 68, 0xef, 0xbb, 0xbf, ...new Uint8Array(65).fill(0x61));

/**
 * Tells whether msgpackr leaves the byte order mark of a long text where it is. Alone it takes it away; where another user of it in this process
 * has loaded its native add-on, it does not.
 */
function keepsMarks(): boolean {
  const text: string = unpackr.unpack(new Uint8Array(MARKED));
  return text.startsWith('\ufeff');
}

/** Copies a message, and puts a second mark before those texts, so that one is left when the first is taken away. */
function withSecondMarks(bytes: Uint8Array, marked: readonly MarkedText[]): Uint8Array {
  const copy = new Uint8Array(bytes.length + marked.length * MOST_ADDED);
  const view = new DataView(copy.buffer);
  let at = 0;
  let copied = 0;
  for (const { from, start, end } of marked) {
    copy.set(bytes.subarray(copied, from), at);
    at += from - copied;
    copy[at] = 0xdb;
    view.setUint32(at + 1, end - start + 3);
    copy.set([0xef, 0xbb, 0xbf], at + 5);
    at += 8;
    copied = start;
  }
  copy.set(bytes.subarray(copied), at);
  return copy.subarray(0, at + bytes.length - copied);
}
