import type { Header } from './header-values.ts';
import { isToken } from './token.ts';

// The same characters that Node lets through. A character above U+00FF could become a line break when it is cut to a byte.
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Writes one header without its line break.
 *
 * Guards against header injection: a line break in a value would begin a header, or a message, of its own.
 *
 * @throws {TypeError} when the name is not a token or the value has a control character. The value itself, which may be a secret, is not told.
 */
export function formatHeader([name, value]: Header): string {
  if (!isToken(name)) throw new TypeError(`${JSON.stringify(name)} is not a header name`);
  if (!FIELD_VALUE.test(value)) throw new TypeError(`the header ${name} has a character that may not stand in a header`);
  return `${name}: ${value}`;
}
