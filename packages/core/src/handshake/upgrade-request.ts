import { HandshakeError, type HandshakeProblem } from '../vocabulary/errors.ts';
import { acceptKey, type Sha1Base64 } from './accept-key.ts';
import { acceptDeflate } from './deflate.ts';
import type { ResolvedDeflateOptions } from './deflate-options.ts';
import type { DeflateParameters } from './deflate-parameters.ts';
import { formatExtensions, parseExtensions } from './extension-header.ts';
import { type Header, headerValues, listElements } from './header-values.ts';
import type { Refusal } from './http-response.ts';
import { chooseSubprotocol, hasRepeats, type SubprotocolChoice } from './subprotocol.ts';
import { parseTokenList } from './token.ts';
import { isUpgrade, isWebSocket, WEBSOCKET_VERSION } from './upgrade-headers.ts';

/** The head of an HTTP request, as far as a handshake is concerned; Node's `IncomingMessage` fits. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly httpVersion: string;
  /** Name, value, name, value …, every line as it came. */
  readonly rawHeaders: readonly string[];
}

/** What a server is ready to agree to. */
export interface ServerTerms {
  readonly protocols?: SubprotocolChoice | undefined;
  readonly deflate?: ResolvedDeflateOptions | undefined;
}

/** What a server does with a request: switch protocols with these headers, or answer with the refusal. */
export type UpgradeVerdict =
  | {
      readonly kind: 'accept';
      readonly protocol: string | undefined;
      readonly deflate: DeflateParameters | undefined;
      /** All headers that the 101 needs. */
      readonly headers: readonly Header[];
    }
  /** `problem` is for logs; the client is sent the refusal. */
  | { readonly kind: 'refuse'; readonly problem: HandshakeProblem; readonly refusal: Refusal };

const UPGRADE: Header = ['Upgrade', 'websocket'];

/** Headers by which a refusal tells what would be accepted, by status. */
const REMEDIES: Partial<Record<number, readonly Header[]>> = {
  405: [['Allow', 'GET']],
  426: [UPGRADE, ['Sec-WebSocket-Version', WEBSOCKET_VERSION]], // RFC 7231 §6.5.15, RFC 6455 §4.4
};

// uri-host [ ":" port ] (RFC 7230 §5.4), an address in brackets not being checked further. An empty host is
// legal HTTP, but a WebSocket server has an authority (RFC 6455 §4.2.1).
const HOST = /^(?:\[[0-9A-Za-z.:%_~-]+\]|[\w\-.~%!$&'()*+,;=]+)(?::[0-9]*)?$/;

// Base64 of 16 bytes: the last of 22 characters carries two bits, the rest of it is zero (RFC 4648 §3.5).
const KEY = /^[0-9A-Za-z+/]{21}[AQgw]==$/;

/**
 * Judges a client's opening handshake (RFC 6455 §4.2).
 *
 * Nothing in the request makes it throw. What a function given as `terms.protocols` throws passes through,
 * apart from a `HandshakeError`, which becomes the refusal.
 *
 * @throws {TypeError} when that function chooses a subprotocol that was not offered.
 */
export function judgeUpgradeRequest(head: RequestHead, terms: ServerTerms, sha1Base64: Sha1Base64): UpgradeVerdict {
  try {
    requireUpgrade(head);
    const key = requireKey(head.rawHeaders);
    const offeredProtocols = readProtocols(head.rawHeaders);
    const offeredExtensions = parseExtensions(headerValues(head.rawHeaders, 'sec-websocket-extensions'));
    const protocol = chooseSubprotocol(offeredProtocols, terms.protocols ?? []);
    const accepted = terms.deflate && acceptDeflate(offeredExtensions, terms.deflate);
    const headers: Header[] = [UPGRADE, ['Connection', 'Upgrade'], ['Sec-WebSocket-Accept', acceptKey(key, sha1Base64)]];
    if (protocol !== undefined) headers.push(['Sec-WebSocket-Protocol', protocol]);
    if (accepted !== undefined) headers.push(['Sec-WebSocket-Extensions', formatExtensions([accepted.answer])]);
    return { kind: 'accept', protocol, deflate: accepted?.parameters, headers };
  } catch (error) {
    if (error instanceof HandshakeError) return { kind: 'refuse', problem: error.problem, refusal: refusalOf(error) };
    throw error;
  }
}

/** Everything that makes a request an opening handshake, in the order in which a client should learn of it. */
function requireUpgrade({ method, httpVersion, rawHeaders }: RequestHead): void {
  if (method !== 'GET') throw refused('method', 405, 'an opening handshake is a GET request');
  if (!isAtLeastHttp11(httpVersion)) throw refused('http-version', 505, 'an opening handshake needs HTTP/1.1');
  const hosts = headerValues(rawHeaders, 'host');
  if (hosts.length !== 1 || !HOST.test(hosts[0] ?? '')) throw refused('host', 400, 'the request must have one valid Host header');
  if (!listElements(headerValues(rawHeaders, 'upgrade')).some(isWebSocket)) {
    throw refused('upgrade', 426, 'the Upgrade header must contain websocket');
  }
  if (!listElements(headerValues(rawHeaders, 'connection')).some(isUpgrade)) {
    throw refused('upgrade', 400, 'the Connection header must contain Upgrade');
  }
  // Before the key: another version may have another kind of key.
  const versions = headerValues(rawHeaders, 'sec-websocket-version');
  if (versions.length !== 1 || versions[0] !== WEBSOCKET_VERSION) {
    throw refused('version', 426, `the Sec-WebSocket-Version must be ${WEBSOCKET_VERSION}`);
  }
}

function requireKey(rawHeaders: readonly string[]): string {
  const [key = '', ...others] = headerValues(rawHeaders, 'sec-websocket-key');
  if (others.length > 0 || !KEY.test(key)) throw refused('key', 400, 'the request must have one Sec-WebSocket-Key: 16 bytes in base64');
  return key;
}

function readProtocols(rawHeaders: readonly string[]): string[] {
  const protocols = parseTokenList(headerValues(rawHeaders, 'sec-websocket-protocol'));
  if (protocols === undefined) throw refused('subprotocol', 400, 'the Sec-WebSocket-Protocol header must be a list of tokens');
  if (hasRepeats(protocols)) throw refused('subprotocol', 400, 'the Sec-WebSocket-Protocol header names a subprotocol twice');
  return protocols;
}

function isAtLeastHttp11(httpVersion: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(httpVersion) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 1);
}

function refused(problem: HandshakeProblem, status: number, message: string): HandshakeError {
  return new HandshakeError(problem, message, { status });
}

function refusalOf({ status = 400, message }: HandshakeError): Refusal {
  const headers = REMEDIES[status];
  return headers === undefined ? { status, message } : { status, message, headers };
}
