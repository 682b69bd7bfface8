import { formatHeader } from './header-line.ts';
import type { Header } from './header-values.ts';

/** Headers for a client's request: by name, several values being several lines; or as name and value pairs. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>> | readonly Header[];

/** Headers that nobody may add: they frame the request, say what is offered, or belong to the proxy alone. */
const RESERVED = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['proxy-authorization', 'proxy-connection'],
]);

/** The headers of the handshake itself; those that will be registered one day too. */
const RESERVED_PREFIX = 'sec-websocket-';

/** What may follow a redirect to a stranger. Any other header may be a credential, whatever its name. */
const HARMLESS = new Set(['accept-language', 'origin', 'user-agent']);

/**
 * Lists the headers that the application adds to a request, one per line.
 *
 * @throws {TypeError} when one is malformed or not the application's to set.
 */
export function listRequestHeaders(given: RequestHeaders): Header[] {
  const headers = isList(given) ? given.map(pairOf) : Object.entries(given).flatMap(linesOf);
  for (const header of headers) {
    const [name] = header;
    const lowered = name.toLowerCase();
    if (RESERVED.has(lowered) || lowered.startsWith(RESERVED_PREFIX)) {
      throw new TypeError(`the header ${name} is written by the handshake itself`);
    }
    formatHeader(header);
  }
  return headers;
}

/** The headers that may go to another origin than the one they were given for: nothing that could be a secret. */
export function headersForOtherOrigin(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => HARMLESS.has(name.toLowerCase()));
}

function isList(given: RequestHeaders): given is readonly Header[] {
  return Array.isArray(given);
}

function pairOf(pair: Header): Header {
  if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError('headers in a list must be pairs of name and value');
  return [requireText(pair[0], 'a header name'), requireText(pair[1], `the header ${pair[0]}`)];
}

function linesOf([name, value]: [name: string, value: string | readonly string[]]): Header[] {
  const lines: readonly string[] = Array.isArray(value) ? value : [value];
  return lines.map((line) => [name, requireText(line, `the header ${name}`)]);
}

function requireText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${typeof value}`);
  return value;
}
