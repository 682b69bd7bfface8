import { decodeBase64, encodeBase64 } from '../envelope/base64.ts';
import { isBytes } from '../envelope/bytes.ts';
import { EncodedValue } from '../envelope/encoded-value.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { isObject } from '../envelope/member.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { BYTES_KEY, checkPlain, isReserved } from './plain-data.ts';

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
  return checkedJson(value, bytesObject);
}

/** As {@link jsonOf}, but for plain JSON-RPC: bytes become base64 texts, and nothing is encoded before (§2). */
export function plainJsonOf(value: unknown): string {
  return value === undefined ? 'null' : checkedJson(value, bytesText);
}

/** Writes an error as JSON-RPC has it. `contentJson` writes its `data`. @throws {TypeError} when that is not plain data. */
export function errorJson({ code, message, data }: WireError, contentJson: (value: unknown) => string): string {
  const start = `{"code":${code},"message":${JSON.stringify(message)}`;
  return data === undefined ? `${start}}` : `${start},"data":${contentJson(data)}}`;
}

type BytesJson = (bytes: Uint8Array) => string;

const bytesText: BytesJson = (bytes) => `"${encodeBase64(bytes)}"`;
const bytesObject: BytesJson = (bytes) => `{"${BYTES_KEY}":${bytesText(bytes)}}`;

function checkedJson(value: unknown, bytesJson: BytesJson): string {
  return checkPlain(value) ? jsonWithBytes(value, bytesJson) : JSON.stringify(value);
}

/** Writes plain data that has bytes in it. By hand, because `JSON.stringify` would look for what to escape in all of the base64. */
function jsonWithBytes(value: unknown, bytesJson: BytesJson): string {
  if (isBytes(value)) return bytesJson(value);
  if (Array.isArray(value)) return `[${value.map((member) => jsonWithBytes(member, bytesJson)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonWithBytes(member, bytesJson)}`).join(',')}}`;
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
