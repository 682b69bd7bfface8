import { decodeBase64, encodeBase64 } from '../envelope/base64.ts';
import { isBytes } from '../envelope/bytes.ts';
import { EncodedValue } from '../envelope/encoded-value.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { BYTES_KEY, checkPlain, isObject, isReserved } from './plain-data.ts';

/**
 * Writes plain data as JSON, `undefined` as null, and lets an {@link EncodedValue} stand as it is.
 *
 * @throws {TypeError} when the value is not plain data, or is encoded by another codec.
 */
export function jsonOf(value: unknown): string {
  if (value === undefined) return 'null';
  if (value instanceof EncodedValue) {
    if (typeof value.payload === 'string') return value.payload;
    throw new TypeError(`a value encoded as ${value.codec} cannot stand in JSON`);
  }
  return checkPlain(value) ? jsonWithBytes(value) : JSON.stringify(value);
}

/** Writes plain data that has bytes in it. By hand, because `JSON.stringify` would look for what to escape in all of the base64. */
function jsonWithBytes(value: unknown): string {
  if (isBytes(value)) return `{"${BYTES_KEY}":"${encodeBase64(value)}"}`;
  if (Array.isArray(value)) return `[${value.map(jsonWithBytes).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonWithBytes(member)}`).join(',')}}`;
}

/**
 * Makes plain data of what `JSON.parse` gave, in place: bytes appear where `$bytes` stands for them.
 *
 * @param levels how deep it may nest
 * @throws {EnvelopeError} `bad-content`, when it nests deeper, has a reserved key, base64 that is none, or a number beyond all bounds.
 */
export function plainFromJson(value: unknown, levels: number): unknown {
  if (typeof value === 'number') {
    // `JSON.parse` makes Infinity of 1e999.
    if (!Number.isFinite(value)) throw new EnvelopeError('bad-content');
    return value;
  }
  if (Array.isArray(value)) return plainArray(value, levels);
  return isObject(value) ? plainObject(value, levels) : value;
}

function plainArray(array: unknown[], levels: number): unknown[] {
  if (levels === 0) throw new EnvelopeError('bad-content');
  for (let index = 0; index < array.length; index += 1) {
    const member = array[index];
    // Not by the call below: it would make an object of each number in a long array of them, and take thrice as long.
    if (typeof member === 'number' && Number.isFinite(member)) continue;
    const plain = plainFromJson(member, levels - 1);
    if (plain !== member) array[index] = plain;
  }
  return array;
}

function plainObject(object: Record<string, unknown>, levels: number): unknown {
  // Bytes are no level of their own; anything else is one too many.
  if (levels === 0) return bytesOf(object);
  for (const key in object) {
    if (isReserved(key, object)) return bytesOf(object);
    const member = object[key];
    const plain = plainFromJson(member, levels - 1);
    if (plain !== member) object[key] = plain;
  }
  return object;
}

/** The bytes that an object stands for. It can be nothing else where this is called. */
function bytesOf(object: Record<string, unknown>): Uint8Array {
  const text = object[BYTES_KEY];
  const bytes = typeof text === 'string' && Object.keys(object).length === 1 ? decodeBase64(text) : undefined;
  if (bytes === undefined) throw new EnvelopeError('bad-content');
  return bytes;
}
