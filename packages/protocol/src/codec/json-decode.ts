import type { Envelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { MAX_DEPTH } from '../envelope/limits.ts';
import { isObject, readError, readId, readList } from '../envelope/member.ts';
import { isControl, readCall, readRequestId, refuse } from './call-reader.ts';
import { plainFromJson } from './json-value.ts';
import { TUPLE_KINDS, type TupleKind } from './tuple-kind.ts';
import { type MemberSource, readTuple } from './tuple-reader.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const KINDS_BY_METHOD: ReadonlyMap<unknown, TupleKind> = new Map(TUPLE_KINDS.map((kind) => [`$/${kind}`, kind]));

/**
 * Reads an envelope from a JSON-RPC 2.0 object. Members that JSON-RPC and §2 do not know are ignored.
 *
 * @throws {EnvelopeError} when the text is no JSON, no such object, or its members are bad; but a call with bad content comes out as refused.
 */
export function decodeJson(text: string): Envelope {
  const message = parse(text);
  // A batch is none of ours: one envelope per message (§1).
  if (!isObject(message)) throw new EnvelopeError('unknown-kind');
  if (message.method === undefined) return decodeResponse(message);
  const kind = message.id === undefined ? KINDS_BY_METHOD.get(message.method) : undefined;
  return kind === undefined ? decodeCall(message) : decodeTuple(kind, message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EnvelopeError('unreadable', { cause });
  }
}

function decodeCall(message: JsonObject): Envelope {
  const { method } = message;
  const id = message.id === undefined ? undefined : readRequestId(message.id, method);
  // A control notification of a later version; uncounted, because both sides must agree on that by the envelope alone (§2).
  if (id === undefined && isControl(method)) return { kind: 'unknown' };
  if (message.jsonrpc !== '2.0') return refuse(id, 'jsonrpc is not "2.0"');
  const content = () => ({ params: plainFromJson(message.params, MAX_DEPTH), meta: plainFromJson(message.meta, MAX_DEPTH) });
  return readCall(id, method, content, false);
}

function decodeResponse(message: JsonObject): ResponseEnvelope {
  const { id: rawId, result, error } = message;
  if (result === undefined && error === undefined) throw new EnvelopeError('unknown-kind');
  const id = readId(rawId);
  seeVersion(message);
  if (error === undefined) return { kind: 'response', id, result: plainFromJson(result, MAX_DEPTH) };
  if (result !== undefined) throw new EnvelopeError('bad-member');
  return { kind: 'response', id, error: readError(plainFromJson(error, MAX_DEPTH + 1)) };
}

function decodeTuple(kind: TupleKind, message: JsonObject): Envelope {
  seeVersion(message);
  return readTuple(kind, new JsonMembers(readList(message.params)));
}

function seeVersion(message: JsonObject): void {
  if (message.jsonrpc !== '2.0') throw new EnvelopeError('bad-member');
}

class JsonMembers implements MemberSource {
  readonly hasIndexes = false;
  readonly #members: readonly unknown[];
  #at = 0;

  constructor(members: readonly unknown[]) {
    this.#members = members;
  }

  next(levels: number): unknown {
    const member = this.#members[this.#at];
    this.#at += 1;
    return plainFromJson(member, levels);
  }
}
