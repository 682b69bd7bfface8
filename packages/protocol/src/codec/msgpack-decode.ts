import type { Envelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { MAX_DEPTH } from '../envelope/limits.ts';
import { readCall, readRequestId } from './call-reader.ts';
import { isCount, readContent, readError, readId, readOptional } from './member.ts';
import { MsgpackReader } from './msgpack-reader.ts';
import { FIRST_TUPLE_KIND, TUPLE_KINDS } from './tuple-kind.ts';
import { type MemberSource, readTuple } from './tuple-reader.ts';

/**
 * Reads an envelope from a MessagePack array. Members that §2 does not know are ignored.
 *
 * @throws {EnvelopeError} when the bytes are no such array, or its members are bad; but a call with bad content comes out as refused.
 */
export function decodeMsgpack(message: Uint8Array): Envelope {
  const members = new MsgpackMembers(message);
  const envelope = decodeKind(members.scalar(), members);
  members.finish();
  return envelope;
}

function decodeKind(kind: unknown, members: MsgpackMembers): Envelope {
  if (!isCount(kind)) throw new EnvelopeError('unknown-kind');
  if (kind === 0 || kind === 2) return decodeCall(kind === 0, members);
  if (kind === 1) return decodeResponse(members);
  const tuple = TUPLE_KINDS[kind - FIRST_TUPLE_KIND];
  return tuple === undefined ? { kind: 'unknown' } : readTuple(tuple, members);
}

/** Unlike in JSON, a notification with a control method is counted, because its kind is; it is refused, whatever it asks for (§2). */
function decodeCall(isRequest: boolean, members: MsgpackMembers): Envelope {
  const rawId = isRequest ? members.scalar() : undefined;
  const method = members.scalar();
  const id = isRequest ? readRequestId(rawId, method) : undefined;
  // Nil stands for what is absent.
  const content = () => ({ params: members.next(MAX_DEPTH) ?? undefined, meta: members.next(MAX_DEPTH) ?? undefined });
  return readCall(id, method, content, true);
}

function decodeResponse(members: MsgpackMembers): ResponseEnvelope {
  const id = readId(members.scalar());
  const error = readOptional(members.next(MAX_DEPTH + 1), readError);
  const result = members.next(MAX_DEPTH);
  if (error === undefined) return { kind: 'response', id, result: readContent(result) };
  if ((result ?? undefined) !== undefined) throw new EnvelopeError('bad-member');
  return { kind: 'response', id, error };
}

class MsgpackMembers implements MemberSource {
  readonly hasIndexes = true;
  readonly #reader: MsgpackReader;
  #left: number;

  constructor(message: Uint8Array) {
    this.#reader = new MsgpackReader(message);
    const length = this.#reader.arrayLength();
    if (length === undefined) throw new EnvelopeError('unknown-kind');
    this.#left = length;
  }

  next(levels: number): unknown {
    const value = this.#read(levels);
    if (this.#reader.takeFault()) throw new EnvelopeError('bad-content');
    return value;
  }

  /** The next member, where only a scalar is good. What is no plain data is of the wrong type too, and needs no fault of its own. */
  scalar(): unknown {
    return this.#read(0);
  }

  /** Sees that all of the message can be read. */
  finish(): void {
    while (this.#left > 0) this.#read(0);
    if (!this.#reader.isAtEnd) throw new EnvelopeError('unreadable');
  }

  #read(levels: number): unknown {
    if (this.#left === 0) return undefined;
    this.#left -= 1;
    return this.#reader.value(levels);
  }
}
