import canonicalize from 'canonicalize';
import { isTypeBoxSchema, type Schema } from '../contract/schema.ts';
import { encodeBase64 } from '../envelope/base64.ts';
import { isBytes } from '../envelope/bytes.ts';
import { messageBytes } from '../envelope/message.ts';
import type { Checks } from './typebox-check.ts';
import { closed } from './typebox-closed.ts';
import { type Invalid, invalid, pointerStep, type Validated, type ValidationIssue } from './validation-issue.ts';
import { paramsValidator } from './validator.ts';

/**
 * Most bytes of a room's key in UTF-8. 1 KiB: some identifiers and options; every room that somebody is in is kept by its name, on each
 * server and at the broker.
 */
const MAX_ROOM_KEY_BYTES = 1 << 10;

/** Which room params name: with the topic, `key` is its identity. Or why they name none. */
export type RoomKey = { readonly ok: true; readonly params: unknown; readonly key: string } | Invalid;

/**
 * Makes the function that tells which room of a topic params name (protocol §2).
 *
 * The key is the RFC 8785 form of the validated params, with defaults filled in and bytes as `{"$bytes": base64}`: equal params give equal
 * keys, in whatever order their properties come. What a schema does not know would make another room of the same params, so unknown
 * properties are refused at every level (by a Standard Schema stripped). So are params whose key is longer than 1 KiB. `contract()` has
 * refused transforms. A topic without params has one room, its key is ''. A promise only where a Standard Schema is asynchronous.
 */
export function roomKeys(schema: Schema | undefined, checks: Checks): (params: unknown) => RoomKey | Promise<RoomKey> {
  const { receive } = paramsValidator(isTypeBoxSchema(schema) ? closed(schema) : schema, checks);
  return (params) => {
    const answer = receive(params);
    return answer instanceof Promise ? answer.then(roomKeyOf) : roomKeyOf(answer);
  };
}

function roomKeyOf(answer: Validated): RoomKey {
  if (!answer.ok) return answer;
  const params = answer.value;
  // A schema without params, or with none that it requires.
  if (params === undefined) return { ok: true, params, key: '' };
  const fault = faultOf(params, '');
  if (fault !== undefined) return invalid([fault]);
  const key = canonicalize(tagged(params)) ?? '';
  if (messageBytes(key) <= MAX_ROOM_KEY_BYTES) return { ok: true, params, key };
  return invalid([{ path: '', message: `must have at most ${MAX_ROOM_KEY_BYTES} bytes as canonical JSON` }]);
}

/** Finds what has no canonical form: RFC 8785 knows JSON's types only, and no lone surrogates (§3.2.2.2). */
function faultOf(value: unknown, path: string): ValidationIssue | undefined {
  if (typeof value === 'string') return LONE_SURROGATE.test(value) ? { path, message: 'is not well-formed Unicode' } : undefined;
  if (typeof value === 'boolean' || value === null || isBytes(value) || Number.isFinite(value)) return undefined;
  if (Array.isArray(value)) return firstFault([...value.entries()], path);
  if (!isPlainObject(value)) return { path, message: 'is not plain data' };
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  if (present.length === 1 && present[0]?.[0] === BYTES_KEY)
    return { path, message: `has no property but ${BYTES_KEY}, which means bytes` };
  if (present.some(([name]) => LONE_SURROGATE.test(name))) return { path, message: 'has a property name that is not well-formed Unicode' };
  return firstFault(present, path);
}

function firstFault(members: readonly (readonly [name: string | number, value: unknown])[], path: string): ValidationIssue | undefined {
  for (const [name, value] of members) {
    const fault = faultOf(value, path + pointerStep(name));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** With this flag a pair of surrogates is one character, so that only lone ones match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const BYTES_KEY = '$bytes';

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The params as JSON has them. */
function tagged(value: unknown): unknown {
  if (isBytes(value)) return { [BYTES_KEY]: encodeBase64(value) };
  if (Array.isArray(value)) return value.map(tagged);
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, tagged(member)])) : value;
}
