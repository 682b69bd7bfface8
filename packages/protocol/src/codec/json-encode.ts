import type { NameOrIndex, NotifyEnvelope, OutboundEnvelope, RequestEnvelope, ResponseEnvelope } from '../envelope/envelope.ts';
import { isControl, isParams } from './call-reader.ts';
import { errorJson, jsonOf } from './json-value.ts';
import { Content, ErrorMember, type Member, membersOf } from './tuple-members.ts';

/**
 * Writes an envelope as a JSON-RPC 2.0 object. Only what the application gave goes through `JSON.stringify`; the rest is joined around it.
 *
 * @throws {TypeError} when that is not plain data, params are neither object nor array, or a name is an index.
 */
export function encodeJson(envelope: OutboundEnvelope): string {
  switch (envelope.kind) {
    case 'request':
      return `{"jsonrpc":"2.0","id":${envelope.id},${callMembers(envelope)}}`;
    case 'notify':
      if (isControl(envelope.method)) throw new TypeError(`a notification cannot be named ${envelope.method}`);
      return `{"jsonrpc":"2.0",${callMembers(envelope)}}`;
    case 'response':
      return `{"jsonrpc":"2.0","id":${envelope.id},${outcome(envelope)}}`;
    case 'event':
      seeText(envelope.name);
      break;
    case 'events':
      for (const [name] of envelope.events) seeText(name);
      break;
    default:
  }
  return `{"jsonrpc":"2.0","method":"$/${envelope.kind}","params":${memberJson(membersOf(envelope))}}`;
}

function callMembers({ method, params, meta }: RequestEnvelope | NotifyEnvelope): string {
  let text = `"method":${JSON.stringify(seeText(method))}`;
  if (params !== undefined) text += `,"params":${paramsJson(params)}`;
  if (meta !== undefined) text += `,"meta":${jsonOf(meta)}`;
  return text;
}

/** Writes params; encoded ones show by their first letter what they are. */
function paramsJson(params: unknown): string {
  const text = jsonOf(params);
  if (isParams(params) && (text.startsWith('{') || text.startsWith('['))) return text;
  throw new TypeError('params must be an object or an array');
}

function outcome({ error, result }: ResponseEnvelope): string {
  return error === undefined ? `"result":${jsonOf(result)}` : `"error":${errorJson(error, jsonOf)}`;
}

function memberJson(member: Member): string {
  if (member instanceof Content) return jsonOf(member.value);
  if (member instanceof ErrorMember) return errorJson(member.error, jsonOf);
  return typeof member === 'object' ? `[${member.map(memberJson).join(',')}]` : JSON.stringify(member);
}

/** Indexes stand for names in MessagePack only. */
function seeText(name: NameOrIndex): string {
  if (typeof name === 'string') return name;
  throw new TypeError(`an index cannot stand for a name in JSON: ${name}`);
}
