import { EncodedValue } from '../envelope/encoded-value.ts';
import type { NotifyEnvelope, OutboundEnvelope, RequestEnvelope, ResponseEnvelope } from '../envelope/envelope.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isControl, isParams } from './call-reader.ts';
import { MsgpackWriter } from './msgpack-writer.ts';
import { checkPlain } from './plain-data.ts';
import { FIRST_TUPLE_KIND, TUPLE_KINDS } from './tuple-kind.ts';
import { Content, ErrorMember, type Member, membersOf } from './tuple-members.ts';

/** A writer that has grown beyond this is let go, so that one big message does not hold memory for ever. */
const MAX_KEPT_BYTES = 64 * 1024;

/** The writer for the next message. Taken while it writes, because a getter in a value might encode something itself. */
let spare: MsgpackWriter | undefined;

/**
 * Writes an envelope as a MessagePack array.
 *
 * @throws {TypeError} when what the application gave is not plain data, or params are neither object nor array.
 */
export function encodeMsgpack(envelope: OutboundEnvelope): Uint8Array {
  return written((to) => writeEnvelope(envelope, to));
}

/** Writes plain data, `undefined` as nil. @throws {TypeError} when it is none, or is encoded by another codec. */
export function msgpackOf(value: unknown): Uint8Array {
  return written((to) => writeContent(value, to));
}

function written(write: (to: MsgpackWriter) => void): Uint8Array {
  const writer = spare ?? new MsgpackWriter();
  spare = undefined;
  write(writer);
  const message = writer.take();
  if (writer.capacity <= MAX_KEPT_BYTES) spare = writer;
  return message;
}

function writeEnvelope(envelope: OutboundEnvelope, to: MsgpackWriter): void {
  switch (envelope.kind) {
    case 'request':
      to.arrayHeader(envelope.meta === undefined ? 4 : 5);
      to.value(0);
      to.value(envelope.id);
      writeCall(envelope, to);
      return;
    case 'notify':
      if (isControl(envelope.method)) throw new TypeError(`a notification cannot be named ${envelope.method}`);
      to.arrayHeader(envelope.meta === undefined ? 3 : 4);
      to.value(2);
      writeCall(envelope, to);
      return;
    case 'response':
      writeResponse(envelope, to);
      return;
    default: {
      const members = membersOf(envelope);
      to.arrayHeader(1 + members.length);
      to.value(FIRST_TUPLE_KIND + TUPLE_KINDS.indexOf(envelope.kind));
      for (const member of members) writeMember(member, to);
    }
  }
}

function writeCall({ method, params, meta }: RequestEnvelope | NotifyEnvelope, to: MsgpackWriter): void {
  if (params !== undefined && !mayBeParams(params)) throw new TypeError('params must be an object or an array');
  to.value(method);
  writeContent(params, to);
  if (meta !== undefined) writeContent(meta, to);
}

/** What is encoded shows by its header whether it is a map or an array. */
function mayBeParams(params: unknown): boolean {
  if (!(params instanceof EncodedValue)) return isParams(params);
  const head = params.payload[0];
  return typeof head === 'number' && ((head >= 0x80 && head < 0xa0) || (head >= 0xdc && head <= 0xdf));
}

function writeResponse({ id, error, result }: ResponseEnvelope, to: MsgpackWriter): void {
  to.arrayHeader(4);
  to.value(1);
  to.value(id);
  if (error === undefined) to.value(null);
  else writeError(error, to);
  writeContent(error === undefined ? result : null, to);
}

function writeError({ code, message, data }: WireError, to: MsgpackWriter): void {
  to.mapHeader(data === undefined ? 2 : 3);
  to.value('code');
  to.value(code);
  to.value('message');
  to.value(message);
  if (data === undefined) return;
  to.value('data');
  writeContent(data, to);
}

function writeMember(member: Member, to: MsgpackWriter): void {
  if (member instanceof Content) writeContent(member.value, to);
  else if (member instanceof ErrorMember) writeError(member.error, to);
  else if (typeof member === 'object') {
    to.arrayHeader(member.length);
    for (const inner of member) writeMember(inner, to);
  } else to.value(member);
}

/** Writes what an application gave. */
function writeContent(value: unknown, to: MsgpackWriter): void {
  if (value instanceof EncodedValue) {
    if (typeof value.payload === 'string') throw new TypeError(`a value encoded as ${value.codec} cannot stand in MessagePack`);
    to.join(value.payload);
    return;
  }
  if (value !== undefined) checkPlain(value);
  to.value(value);
}
