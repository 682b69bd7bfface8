import { isBytes } from '../envelope/bytes.ts';
import { isObject } from '../envelope/member.ts';

/**
 * A copy of plain data that shares nothing with it, for what is sent later than it is given.
 *
 * By hand, because `structuredClone` refuses the proxies that interfaces wrap their state in. What is no plain data has to be refused before.
 */
export function plainCopy(value: unknown): unknown {
  if (isBytes(value)) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plainCopy);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainCopy(member)]));
}
