import type { NotifyEnvelope, RefusedEnvelope, RequestEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { ERROR_CODES } from '../envelope/error-code.ts';
import { isCount, readId, readMeta } from './member.ts';
import { isBytes } from './plain-data.ts';

/** A request, or without an id a notification, as it arrived. */
export interface RawCall {
  readonly id: number | undefined;
  readonly method: unknown;
  /** Plain data; `undefined` for none. */
  readonly params: unknown;
  /** `undefined` for none. */
  readonly meta: unknown;
}

/** Tells the methods of control requests, which belong to the protocol. */
export function isControl(method: unknown): boolean {
  return typeof method === 'string' && method.startsWith('$/');
}

/**
 * Reads the id of a request: negative for a control request, positive for every other. A method that is none decides nothing.
 *
 * @throws {EnvelopeError} `bad-id`
 */
export function readRequestId(value: unknown, method: unknown): number {
  const id = readId(value);
  if (isControl(method) ? id > 0 : id < 0 && isName(method)) throw new EnvelopeError('bad-id');
  return id;
}

/** Judges the content of a call whose id is good. A bad one is refused, and counted all the same (§2). */
export function readCall({ id, method, params, meta }: RawCall, hasIndexes: boolean): RequestEnvelope | NotifyEnvelope | RefusedEnvelope {
  if (typeof method !== 'string' && !(hasIndexes && isCount(method))) return refuse(id, 'the method is no name');
  if (id === undefined && isControl(method)) return refuse(id, 'a control method is no notification');
  if (params !== undefined && !isParams(params)) return refuse(id, 'params are neither an object nor an array');
  const knownMeta = meta === undefined ? undefined : readMeta(meta);
  if (meta !== undefined && knownMeta === undefined) return refuse(id, 'meta is malformed');
  return id === undefined ? { kind: 'notify', method, params, meta: knownMeta } : { kind: 'request', id, method, params, meta: knownMeta };
}

/** A call whose content is refused: answered with −32600 if it is a request, and counted as what it is. */
export function refuse(id: number | undefined, message: string): RefusedEnvelope {
  return { kind: 'refused', id, error: { code: ERROR_CODES.InvalidRequest, message } };
}

/** Why content is refused that its codec could not make plain data of. */
export const NOT_PLAIN = 'params or meta nest too deep or are not plain data';

/** Tells what params may be: an object or an array. */
export function isParams(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isBytes(value);
}

function isName(method: unknown): boolean {
  return typeof method === 'string' || isCount(method);
}
