import type { Envelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { MAX_DEPTH } from '../envelope/limits.ts';
import { isCount, readContent, readError, readId, readList, readOptional } from '../envelope/member.ts';
import { readCall, readRequestId } from './call-reader.ts';
import { MsgpackScanner, type ScannedValue } from './msgpack-scanner.ts';
import { unpacked } from './msgpack-unpacking.ts';
import { FIRST_TUPLE_KIND, TUPLE_KINDS } from './tuple-kind.ts';
import { MAX_LEVELS, type MemberSource, readTuple } from './tuple-reader.ts';

/** The most members that an envelope has: an event with its kind and publisher. */
const MAX_MEMBERS = 6;

/**
 * Reads an envelope from a MessagePack array. Members that §2 does not know are ignored.
 *
 * @throws {EnvelopeError} when the bytes are no such array, or its members are bad; but a call with bad content comes out as refused.
 */
export function decodeMsgpack(message: Uint8Array): Envelope {
  // A view of our own: of a Buffer all copies would be Buffers.
  const members = new MsgpackMembers(new Uint8Array(message.buffer, message.byteOffset, message.byteLength));
  return decodeKind(members.scalar(), members);
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
  readonly #message: Uint8Array;
  readonly #scanner: MsgpackScanner;
  readonly #members: ScannedValue[] = [];
  /** All members at once, which takes less time; `undefined` where there is something that must not be made a value. */
  readonly #values: readonly unknown[] | undefined;
  #next = 0;

  /** Sees that all of the message can be read. What stands behind the members that we know is passed by. */
  constructor(message: Uint8Array) {
    this.#message = message;
    this.#scanner = new MsgpackScanner(message);
    const length = this.#scanner.arrayLength();
    if (length === undefined) throw new EnvelopeError('unknown-kind');
    let isPlain = length <= MAX_MEMBERS;
    for (let index = 0; index < Math.min(length, MAX_MEMBERS); index += 1) {
      const member = this.#scanner.value(MAX_LEVELS);
      this.#members.push(member);
      isPlain &&= member.isPlain;
    }
    this.#scanner.skip(length - this.#members.length);
    if (!this.#scanner.isAtEnd) throw new EnvelopeError('unreadable');
    if (isPlain) this.#values = readList(unpacked(message, this.#scanner.markedTexts));
  }

  next(levels: number): unknown {
    const member = this.#members[this.#next];
    if (member !== undefined && !(member.isPlain && member.depth <= levels)) throw new EnvelopeError('bad-content');
    return this.scalar();
  }

  /** The next member, where only a scalar is good. What is no plain data is of the wrong type too, and needs no fault of its own. */
  scalar(): unknown {
    const at = this.#next;
    this.#next += 1;
    if (this.#values !== undefined) return this.#values[at];
    const member = this.#members[at];
    return member?.isPlain ? this.#unpacked(member) : undefined;
  }

  #unpacked({ from, end }: ScannedValue): unknown {
    const marked = this.#scanner.markedTexts.filter((text) => text.start >= from && text.end <= end);
    const moved = marked.map((text) => ({ from: text.from - from, start: text.start - from, end: text.end - from }));
    return unpacked(this.#message.subarray(from, end), moved);
  }
}
