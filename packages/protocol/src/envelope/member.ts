// Readers of what stands around the content, the same in both codecs. Each takes what a stranger sent.

import { isBytes } from './bytes.ts';
import type { GapReason, Meta, NameOrIndex } from './envelope.ts';
import { EnvelopeError } from './envelope-error.ts';
import type { WireError } from './rpc-error.ts';

/** Reads an id: a safe integer, not 0; negative in control requests and their responses alone. */
export function readId(value: unknown): number {
  if (isSafeInteger(value) && value !== 0) return value;
  throw new EnvelopeError('bad-id');
}

/** Reads the id of a call that is no control request. */
export function readCallId(value: unknown): number {
  if (isSafeInteger(value) && value > 0) return value;
  throw new EnvelopeError('bad-id');
}

/** Reads a number of something, a place or an index. */
export function readCount(value: unknown): number {
  if (isCount(value)) return value;
  throw new EnvelopeError('bad-member');
}

/** Reads a duration in ms; 0 is one. */
export function readDuration(value: unknown): number {
  if (isDuration(value)) return value;
  throw new EnvelopeError('bad-member');
}

/** Reads a text. */
export function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new EnvelopeError('bad-member');
}

/** Reads a last member that may be absent: left out, or null. */
export function readOptional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

/** Reads yes or no. */
export function readFlag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new EnvelopeError('bad-member');
}

/** Reads content, which may be anything but missing. */
export function readContent(value: unknown): unknown {
  if (value !== undefined) return value;
  throw new EnvelopeError('bad-member');
}

/** Reads a list. */
export function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new EnvelopeError('bad-member');
}

/** Reads the name of an event. An index for it exists in MessagePack only. */
export function readName(value: unknown, isIndexKnown: boolean): NameOrIndex {
  return isIndexKnown && typeof value === 'number' ? readCount(value) : readText(value);
}

/** Reads why events are missing. */
export function readGapReason(value: unknown): GapReason {
  if (value === 'epoch' || value === 'trimmed' || value === 'slow') return value;
  throw new EnvelopeError('bad-member');
}

/** Reads an error object; what else it has is ignored. */
export function readError(value: unknown): WireError {
  if (!isObject(value) || !isSafeInteger(value.code) || typeof value.message !== 'string') throw new EnvelopeError('bad-member');
  const { code, message, data } = value;
  return data === undefined ? { code, message } : { code, message, data };
}

/** Reads what travels beside params, or answers `undefined` when it is malformed. Members that are not known are ignored. */
export function readMeta(value: unknown): Meta | undefined {
  if (!isObject(value)) return undefined;
  const { timeoutMs, traceparent, tracestate } = value;
  if (timeoutMs !== undefined && !(isDuration(timeoutMs) && timeoutMs > 0)) return undefined;
  if (traceparent !== undefined && typeof traceparent !== 'string') return undefined;
  if (tracestate !== undefined && typeof tracestate !== 'string') return undefined;
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(tracestate === undefined ? {} : { tracestate }),
  };
}

/**
 * Reads an object's members; those that it does not have are `undefined`, those of its prototype too. A list has none, and bytes have
 * none: a stranger could send a million of them.
 */
export function readMembers(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value) || isBytes(value)) throw new EnvelopeError('bad-member');
  return { __proto__: null, ...value };
}

/** Tells an object from everything else, arrays included. For what was parsed, which has no classes. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells an index of the manifest, or any other number of something. */
export function isCount(value: unknown): value is number {
  return isSafeInteger(value) && value >= 0;
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
