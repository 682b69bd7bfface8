import { HandshakeError, type HandshakeProblem } from '../vocabulary/errors.ts';
import { acceptKey, type Sha1Base64 } from './accept-key.ts';
import { offerDeflate, verifyDeflate } from './deflate.ts';
import type { ResolvedDeflateOptions } from './deflate-options.ts';
import type { DeflateParameters } from './deflate-parameters.ts';
import { type Extension, formatExtensions, parseExtensions } from './extension-header.ts';
import { headerValues, listElements } from './header-values.ts';
import { readRetryAfter } from './retry-after.ts';
import { validateSubprotocols } from './subprotocol.ts';
import { isUpgrade, isWebSocket, WEBSOCKET_VERSION } from './upgrade-headers.ts';

/** What a client offers with one request, kept until the response is judged. */
export interface ClientTerms {
  /** `Sec-WebSocket-Key`: 16 random bytes in base64, new for each request (RFC 6455 §4.1). */
  readonly key: string;
  /** Subprotocols in order of preference. */
  readonly protocols: readonly string[];
  readonly deflate: ResolvedDeflateOptions | undefined;
}

/** The head of an HTTP response, as far as a handshake is concerned. */
export interface ResponseHead {
  readonly status: number;
  /** Name, value, name, value …, every line as it came. */
  readonly rawHeaders: readonly string[];
}

/** What the server agreed to. `protocol` is empty where it chose none. */
export interface Agreement {
  readonly protocol: string;
  readonly deflate: DeflateParameters | undefined;
}

/**
 * Writes the headers by which a request becomes an opening handshake (RFC 6455 §4.1). `Host` is the caller's to add.
 *
 * @throws {TypeError} when a subprotocol is not a token or is named twice.
 */
export function upgradeRequestHeaders({ key, protocols, deflate }: ClientTerms): [name: string, value: string][] {
  validateSubprotocols(protocols);
  const headers: [string, string][] = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', WEBSOCKET_VERSION],
  ];
  if (protocols.length > 0) headers.push(['Sec-WebSocket-Protocol', protocols.join(', ')]);
  if (deflate !== undefined) headers.push(['Sec-WebSocket-Extensions', formatExtensions([offerDeflate(deflate)])]);
  return headers;
}

/**
 * Judges the server's answer to an opening handshake (RFC 6455 §4.1). `date` is when it came, in ms since 1970.
 *
 * @throws {HandshakeError} with the status received: `refused` where it is not 101, otherwise naming what the 101 has wrong.
 */
export function judgeUpgradeResponse(
  { status, rawHeaders }: ResponseHead,
  terms: ClientTerms,
  sha1Base64: Sha1Base64,
  date: number,
): Agreement {
  if (status !== 101) {
    const retryAfterMs = readRetryAfter(headerValues(rawHeaders, 'retry-after'), date);
    throw new HandshakeError('refused', `the server refused the handshake with status ${status}`, { status, retryAfterMs });
  }
  const upgrades = listElements(headerValues(rawHeaders, 'upgrade'));
  // Nothing beside websocket: the server has switched to one protocol, it is not listing those that it knows.
  if (upgrades.length !== 1 || !upgrades.every(isWebSocket)) throw unfit('upgrade', 'its Upgrade header is not websocket');
  if (!listElements(headerValues(rawHeaders, 'connection')).some(isUpgrade)) {
    throw unfit('upgrade', 'its Connection header does not contain Upgrade');
  }
  const accepts = headerValues(rawHeaders, 'sec-websocket-accept');
  if (accepts.length !== 1 || accepts[0] !== acceptKey(terms.key, sha1Base64)) {
    throw unfit('accept-key', 'it has no single Sec-WebSocket-Accept that answers our key');
  }
  return {
    protocol: verifySubprotocol(headerValues(rawHeaders, 'sec-websocket-protocol'), terms.protocols),
    deflate: verifyDeflate(readExtensions(rawHeaders), terms.deflate),
  };
}

function verifySubprotocol(values: readonly string[], offered: readonly string[]): string {
  const [chosen, ...others] = values;
  if (chosen === undefined) return ''; // a server need not speak any of those offered
  if (others.length > 0) throw unfit('subprotocol', 'it has more than one Sec-WebSocket-Protocol');
  if (!offered.includes(chosen)) throw unfit('subprotocol', `the subprotocol ${JSON.stringify(chosen)} was not offered`);
  return chosen;
}

function readExtensions(rawHeaders: readonly string[]): Extension[] {
  try {
    return parseExtensions(headerValues(rawHeaders, 'sec-websocket-extensions'));
  } catch (cause) {
    throw unfit('extensions', 'its Sec-WebSocket-Extensions header is malformed', { cause });
  }
}

function unfit(problem: HandshakeProblem, fault: string, options?: ErrorOptions): HandshakeError {
  return new HandshakeError(problem, `the server's 101 response is invalid: ${fault}`, { ...options, status: 101 });
}
