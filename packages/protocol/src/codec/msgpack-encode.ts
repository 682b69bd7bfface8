import { EncodedValue } from '../envelope/encoded-value.ts';
import type { NotifyEnvelope, OutboundEnvelope, RequestEnvelope, ResponseEnvelope } from '../envelope/envelope.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isControl, isParams } from './call-reader.ts';
import { MsgpackJoiner } from './msgpack-joiner.ts';
import { checkPlain } from './plain-data.ts';
import { FIRST_TUPLE_KIND, TUPLE_KINDS } from './tuple-kind.ts';
import { Content, ErrorMember, type Member, membersOf } from './tuple-members.ts';

/**
 * Writes an envelope as a MessagePack array.
 *
 * @throws {TypeError} when what the application gave is not plain data, or params are neither object nor array.
 */
export function encodeMsgpack(envelope: OutboundEnvelope): Uint8Array {
  return joined((to) => writeEnvelope(envelope, to));
}

/** Writes plain data, `undefined` as nil. @throws {TypeError} when it is none, or is encoded by another codec. */
export function msgpackOf(value: unknown): Uint8Array {
  return joined((to) => writeContent(value, to));
}

function joined(write: (to: MsgpackJoiner) => void): Uint8Array {
  const joiner = new MsgpackJoiner();
  write(joiner);
  return joiner.take();
}

function writeEnvelope(envelope: OutboundEnvelope, to: MsgpackJoiner): void {
  switch (envelope.kind) {
    case 'request':
      to.array(envelope.meta === undefined ? 4 : 5);
      to.value(0);
      to.value(envelope.id);
      writeCall(envelope, to);
      return;
    case 'notify':
      if (isControl(envelope.method)) throw new TypeError(`a notification cannot be named ${envelope.method}`);
      to.array(envelope.meta === undefined ? 3 : 4);
      to.value(2);
      writeCall(envelope, to);
      return;
    case 'response':
      writeResponse(envelope, to);
      return;
    default: {
      const members = membersOf(envelope);
      to.array(1 + members.length);
      to.value(FIRST_TUPLE_KIND + TUPLE_KINDS.indexOf(envelope.kind));
      for (const member of members) writeMember(member, to);
    }
  }
}

function writeCall({ method, params, meta }: RequestEnvelope | NotifyEnvelope, to: MsgpackJoiner): void {
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

function writeResponse({ id, error, result }: ResponseEnvelope, to: MsgpackJoiner): void {
  to.array(4);
  to.value(1);
  to.value(id);
  if (error === undefined) to.value(null);
  else writeError(error, to);
  writeContent(error === undefined ? result : null, to);
}

function writeError({ code, message, data }: WireError, to: MsgpackJoiner): void {
  to.map(data === undefined ? 2 : 3);
  to.value('code');
  to.value(code);
  to.value('message');
  to.value(message);
  if (data === undefined) return;
  to.value('data');
  writeContent(data, to);
}

function writeMember(member: Member, to: MsgpackJoiner): void {
  if (member instanceof Content) writeContent(member.value, to);
  else if (member instanceof ErrorMember) writeError(member.error, to);
  else if (typeof member === 'object') {
    to.array(member.length);
    for (const inner of member) writeMember(inner, to);
  } else to.value(member);
}

/** Writes what an application gave. */
function writeContent(value: unknown, to: MsgpackJoiner): void {
  if (value instanceof EncodedValue) {
    if (typeof value.payload === 'string') throw new TypeError(`a value encoded as ${value.codec} cannot stand in MessagePack`);
    to.join(value.payload);
    return;
  }
  to.value(value, value !== undefined && checkPlain(value));
}
