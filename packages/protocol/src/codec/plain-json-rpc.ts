import { isObject } from '../envelope/member.ts';
// Plain JSON-RPC 2.0, for connections without a subprotocol and for HTTP (§6). There is no session here: what to run comes out as
// values, and what came of it goes to plain-answer.ts. Server to client nothing is ever asked.

import { ERROR_CODES } from '../envelope/error-code.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isControl, isParams } from './call-reader.ts';
import { checkPlain } from './plain-data.ts';

/** Most members of a batch; a longer one is refused as a whole (§6). */
const MAX_BATCH = 100;

/** An id as a stranger chose it; it is given back with its type. */
export type PlainId = string | number | null;

/** A call to run. */
export interface PlainCall {
  readonly kind: 'call';
  /** `undefined` for a notification, which is never answered, not even with an error. */
  readonly id: PlainId | undefined;
  readonly method: string;
  /** An object or an array of plain data without bytes, which here are base64 texts; `undefined`: none. */
  readonly params: unknown;
}

/** A member that cannot be run but is answered. */
export interface PlainRefusal {
  readonly kind: 'refused';
  readonly id: PlainId;
  readonly error: WireError;
}

/** What one message asks for. */
export interface PlainMessage {
  /** Whether the answers stand in an array. */
  readonly isBatch: boolean;
  /** In the order of the message. What needs neither running nor answering is left out. */
  readonly members: readonly (PlainCall | PlainRefusal)[];
}

/** Reads a message of plain JSON-RPC 2.0. Never throws: what is wrong comes out as a member to be answered. */
export function decodePlain(text: string): PlainMessage {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return single(refusal(null, 'Parse', 'the text is no JSON'));
  }
  if (!Array.isArray(message)) return { isBatch: false, members: decodeMember(message) };
  if (message.length === 0) return single(refusal(null, 'InvalidRequest', 'the batch is empty'));
  if (message.length > MAX_BATCH) return single(refusal(null, 'InvalidRequest', `a batch has at most ${MAX_BATCH} members`));
  return { isBatch: true, members: message.flatMap(decodeMember) };
}

function single(member: PlainRefusal): PlainMessage {
  return { isBatch: false, members: [member] };
}

/** One member, or none where there is nothing to do. */
function decodeMember(member: unknown): readonly (PlainCall | PlainRefusal)[] {
  if (!isObject(member)) return [refusal(null, 'InvalidRequest', 'a call is an object')];
  const { jsonrpc, id, method, params } = member;
  // An answer to nobody: we asked nothing.
  if (method === undefined && (member.result !== undefined || member.error !== undefined)) return [];
  if (id !== undefined && !isId(id)) return [refusal(null, 'InvalidRequest', 'an id is a text, null, or a number up to 2^53 - 1')];
  // Without these two it is no notification either, so that a missing id does not keep it from being answered.
  if (jsonrpc !== '2.0') return [refusal(id ?? null, 'InvalidRequest', 'jsonrpc is not "2.0"')];
  if (typeof method !== 'string') return [refusal(id ?? null, 'InvalidRequest', 'the method is no name')];
  // Control methods belong to connections with a session.
  if (isControl(method)) return id === undefined ? [] : [refusal(id, 'MethodNotFound', `there is no method ${method}`)];
  const fault = faultOf(params);
  if (fault !== undefined) return id === undefined ? [] : [refusal(id, 'InvalidRequest', fault)];
  return [{ kind: 'call', id, method, params }];
}

/** What is wrong with params, if anything. */
function faultOf(params: unknown): string | undefined {
  if (params === undefined) return undefined;
  if (!isParams(params)) return 'params are neither an object nor an array';
  try {
    checkPlain(params);
    return undefined;
  } catch {
    return 'params nest too deep or are no plain data';
  }
}

/** Tells what may be given back exactly: a number beyond 2^53 may already be another one than was sent. */
function isId(id: unknown): id is PlainId {
  return typeof id === 'number' ? Math.abs(id) <= Number.MAX_SAFE_INTEGER : typeof id === 'string' || id === null;
}

function refusal(id: PlainId, name: 'Parse' | 'InvalidRequest' | 'MethodNotFound', message: string): PlainRefusal {
  return { kind: 'refused', id, error: { code: ERROR_CODES[name], message } };
}
