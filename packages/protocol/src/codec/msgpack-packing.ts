import type { Options, Packr as PackrClass } from 'msgpackr';
// Not the main entry, see msgpack-unpacking.ts.
import { Packr } from 'msgpackr/pack';
import { isBytes } from '../envelope/bytes.ts';
import { isObject } from '../envelope/member.ts';
import { MsgpackScanner } from './msgpack-scanner.ts';

import { MAX_LEVELS } from './tuple-reader.ts';

const options: Options & { readonly skipValues: readonly unknown[] } = {
  useRecords: false,
  variableMapSize: true,
  // As in JSON, a property that is undefined is left out.
  skipValues: [undefined],
  // Plain data may have a property of that name.
  useToJSON: false,
};
const packr: PackrClass = new Packr(options);

/** The first byte of a surrogate where msgpackr writes one that stands alone, which is no UTF-8. */
const SURROGATE = 0xed;

/**
 * Packs an array of plain values. Its header is one byte; there may be no more than 15 of them. The caller may change the bytes, but they
 * lie in the memory of msgpackr, and should be copied to where they shall stay.
 *
 * @param hasBytes whether there are bytes in the values
 */
export function packedArray(values: readonly unknown[], hasBytes: boolean): Uint8Array {
  const array: Uint8Array = packr.pack(hasBytes ? corrected(values) : values);
  if (hasBytes || !array.includes(SURROGATE) || new MsgpackScanner(array).value(MAX_LEVELS).isPlain) return array;
  return packr.pack(corrected(values));
}

/** Copies plain data as msgpackr must have it: text without lone surrogates, and no bytes of another window, whose class it does not know. */
function corrected(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(corrected);
  if (isBytes(value)) return value instanceof Uint8Array ? value : new Uint8Array(value);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [corrected(key), corrected(member)]));
}
