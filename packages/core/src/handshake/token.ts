import { listElements } from './header-values.ts';

/** The characters of a token (RFC 7230 §3.2.6), written for the inside of a regular expression's `[ ]`. */
export const TOKEN_CHARACTERS = "!#$%&'*+\\-.^_`|~0-9A-Za-z";

const TOKEN = new RegExp(`^[${TOKEN_CHARACTERS}]+$`);

/** Tells whether a text is one token of an HTTP header (RFC 7230 §3.2.6). */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Parses a `1#token` list (RFC 7230 §7) that may be spread over several header lines.
 *
 * Answers `undefined` for a malformed one: an element is no token, or the header is there but has no element.
 */
export function parseTokenList(values: readonly string[]): string[] | undefined {
  const elements = listElements(values);
  if (elements.length === 0 && values.length > 0) return undefined;
  return elements.every(isToken) ? elements : undefined;
}
