// Plain data is what both codecs carry: null, booleans, finite numbers, strings, arrays, bytes, and objects without a class
// of their own. A property that is undefined counts as left out. Two keys are refused in both directions: `__proto__`,
// so that no peer ever changes a prototype, and `$bytes` as the only key, which means bytes in JSON (§2).

import { isBytes } from '../envelope/bytes.ts';
import { MAX_DEPTH } from '../envelope/limits.ts';

/** The only key of the object that stands for bytes in JSON (§2). */
export const BYTES_KEY = '$bytes';

/** Keys and indexes that lead from the value to where a walk is. What stands beyond the depth of the walk is left over. */
type Path = (string | number)[];

/**
 * Sees that a value is plain data, and tells whether there are bytes in it.
 *
 * @throws {TypeError} when it is not, or nests deeper than {@link MAX_DEPTH}, as a cyclic value does; the message names the path.
 */
export function checkPlain(value: unknown): boolean {
  return search(value, [], 0);
}

function search(value: unknown, path: Path, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return false;
    case 'number':
      if (Number.isFinite(value)) return false;
      throw notPlain(path, depth, `is ${value}`);
    case 'object':
      if (value === null) return false;
      if (Array.isArray(value)) return searchArray(value, path, depth);
      if (hasNoClass(value)) return searchObject(value, path, depth);
      if (isBytes(value)) return true;
      throw notPlain(path, depth, `is a ${value.constructor?.name ?? 'class instance'}`);
    default:
      throw notPlain(path, depth, `is ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  }
}

function searchArray(array: readonly unknown[], path: Path, depth: number): boolean {
  if (depth === MAX_DEPTH) throw tooDeep(path, depth);
  let found = false;
  for (let index = 0; index < array.length; index += 1) {
    const member = array[index];
    // Not by the call below: it would make an object of each number in a long array of them, and take thrice as long.
    if (typeof member === 'number' && Number.isFinite(member)) continue;
    path[depth] = index;
    if (search(member, path, depth + 1)) found = true;
  }
  return found;
}

function searchObject(object: Record<string, unknown>, path: Path, depth: number): boolean {
  if (depth === MAX_DEPTH) throw tooDeep(path, depth);
  let found = false;
  for (const key in object) {
    path[depth] = key;
    if (isReserved(key, object)) throw notPlain(path, depth + 1, 'has a reserved name');
    const member = object[key];
    if (member !== undefined && search(member, path, depth + 1)) found = true;
  }
  return found;
}

/** Tells whether plain data may not have this key. */
export function isReserved(key: string, object: Record<string, unknown>): boolean {
  return key === '__proto__' || (key === BYTES_KEY && isOnlyKey(key, object));
}

/** Tells whether an object that has this key has no other one. What is undefined counts as left out. */
function isOnlyKey(key: string, object: Record<string, unknown>): boolean {
  return Object.keys(object).every((other) => other === key || object[other] === undefined);
}

/** Tells an object that has no class, also one of another window: its prototype, if there is one, is the last of the chain. */
function hasNoClass(value: object): value is Record<string, unknown> {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function tooDeep(path: Path, depth: number): TypeError {
  return notPlain(path, depth, `nests deeper than ${MAX_DEPTH}`);
}

function notPlain(path: Path, depth: number, fault: string): TypeError {
  const steps = path.slice(0, depth).map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return new TypeError(`not plain data: value${steps.join('')} ${fault}`);
}
