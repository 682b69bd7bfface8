import { formatHeader } from './header-line.ts';
import type { Header } from './header-values.ts';
import { reasonPhrase } from './reason-phrase.ts';

/** An HTTP answer to a handshake that comes to nothing. */
export interface Refusal {
  /** A redirect or an error, 300 to 599. */
  readonly status: number;
  /** Tells the client's developer what is wrong; it is sent. */
  readonly message: string;
  readonly headers?: readonly Header[] | undefined;
}

/** Headers that nobody may add: they frame the answer or say what was negotiated. */
const RESERVED = ['content-length', 'transfer-encoding', 'sec-websocket-accept', 'sec-websocket-extensions', 'sec-websocket-protocol'];

/**
 * Writes a whole HTTP response that ends the connection, to be sent as UTF-8. The JSON body has the shape of Fastify's errors.
 *
 * @throws {RangeError} when the status does not refuse.
 * @throws {TypeError} when a header is malformed or not the caller's to set.
 */
export function formatRefusal({ status, message, headers = [] }: Refusal): string {
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw new RangeError(`a refusal has a status from 300 to 599; this one has ${String(status)}`);
  }
  const phrase = reasonPhrase(status);
  const body = JSON.stringify({ statusCode: status, error: phrase, message });
  // Whoever sends Upgrade must name it in Connection too (RFC 7230 §6.7).
  const upgrades = headers.some(([name]) => name.toLowerCase() === 'upgrade');
  const own: Header[] = [
    ['Connection', upgrades ? 'close, Upgrade' : 'close'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', String(utf8Length(body))],
  ];
  return formatHead(`HTTP/1.1 ${status} ${phrase}`, own, headers) + body;
}

/**
 * Writes the 101 response (RFC 6455 §4.2.2): the verdict's headers, then the application's.
 *
 * @throws {TypeError} when a header is malformed, or one of the application's would contradict the handshake.
 */
export function formatSwitchingProtocols(headers: readonly Header[], extra: readonly Header[] = []): string {
  return formatHead('HTTP/1.1 101 Switching Protocols', headers, extra);
}

function formatHead(statusLine: string, own: readonly Header[], given: readonly Header[]): string {
  const taken = new Set([...RESERVED, ...own.map(([name]) => name.toLowerCase())]);
  for (const [name] of given) {
    if (taken.has(name.toLowerCase())) throw new TypeError(`the header ${name} is written by the handshake itself`);
  }
  return `${[statusLine, ...[...own, ...given].map(formatHeader)].join('\r\n')}\r\n\r\n`;
}

/** Counts bytes without encoding. `JSON.stringify` has escaped lone surrogates, so every code point has an encoding. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
