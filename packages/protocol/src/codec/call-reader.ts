import { isBytes } from '../envelope/bytes.ts';
import type { NotifyEnvelope, RefusedEnvelope, RequestEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { ERROR_CODES } from '../envelope/error-code.ts';
import { isCount, readId, readMeta } from '../envelope/member.ts';

/** What a call carries: plain data, or `undefined` for none. */
export interface CallContent {
  readonly params: unknown;
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

/**
 * Reads a request, or without an id a notification. Bad content is refused, and counted all the same (§2).
 *
 * @param readContent reads what the call carries; throws `bad-content` where that is no plain data
 * @param hasIndexes whether an index may stand for the method
 */
export function readCall(
  id: number | undefined,
  method: unknown,
  readContent: () => CallContent,
  hasIndexes: boolean,
): RequestEnvelope | NotifyEnvelope | RefusedEnvelope {
  if (typeof method !== 'string' && !(hasIndexes && isCount(method))) return refuse(id, 'the method is no name');
  if (id === undefined && isControl(method)) return refuse(id, 'a control method is no notification');
  let content: CallContent;
  try {
    content = readContent();
  } catch (error) {
    if (error instanceof EnvelopeError && error.problem === 'bad-content')
      return refuse(id, 'the content nests too deep or is no plain data');
    throw error;
  }
  const { params } = content;
  if (params !== undefined && !isParams(params)) return refuse(id, 'params are neither an object nor an array');
  const meta = content.meta === undefined ? undefined : readMeta(content.meta);
  if (content.meta !== undefined && meta === undefined) return refuse(id, 'meta is malformed');
  return id === undefined ? { kind: 'notify', method, params, meta } : { kind: 'request', id, method, params, meta };
}

/** A call whose content is refused: answered with −32600 if it is a request, and counted as what it is. */
export function refuse(id: number | undefined, message: string): RefusedEnvelope {
  return { kind: 'refused', id, error: { code: ERROR_CODES.InvalidRequest, message } };
}

/** Tells what params may be: an object or an array. */
export function isParams(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isBytes(value);
}

function isName(method: unknown): boolean {
  return typeof method === 'string' || isCount(method);
}
