import { HandshakeError } from '../vocabulary/errors.ts';
import { type ClientUrl, parseClientUrl } from './client-url.ts';
import { headerValues } from './header-values.ts';
import type { ResponseHead } from './upgrade-response.ts';

// Every platform has the class, but no library of types that all of them share.
declare const URL: {
  new (text: string, origin: string): { readonly href: string; hash: string; username: string; password: string };
  canParse(text: string, origin: string): boolean;
};

/** The statuses that send a GET request elsewhere (RFC 9110 §15.4); 300 leaves the choice to a person, 304 is no redirect. */
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Tells whether a response with this status sends the client elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.includes(status);
}

/** Tells whether two URLs have scheme, host and port in common, so that one's secrets are the other's. */
export function isSameOrigin(one: ClientUrl, other: ClientUrl): boolean {
  return one.protocol === other.protocol && one.host === other.host;
}

/**
 * Reads where a redirect leads, for the client whose request went to `from`.
 *
 * A fragment is dropped, for no WebSocket URL has one (RFC 6455 §3), and so are credentials: those we have are ours
 * to send, and a server does not choose as whom we sign in.
 *
 * @throws {HandshakeError} `redirect` when there is no single valid `Location`, or when it would give up TLS.
 */
export function redirectTarget({ status, rawHeaders }: ResponseHead, from: ClientUrl): ClientUrl {
  const [location, second] = headerValues(rawHeaders, 'location');
  if (location === undefined || second !== undefined) throw astray(status, 'it has no single Location');
  if (!URL.canParse(location, from.href)) throw astray(status, 'its Location is not a URL');
  const target = new URL(location, from.href);
  target.hash = '';
  target.username = '';
  target.password = '';
  const url = parseTarget(target, status);
  if (from.protocol === 'wss:' && url.protocol !== 'wss:') throw astray(status, 'it leads from wss: to ws:');
  return url;
}

function parseTarget(target: { readonly href: string }, status: number): ClientUrl {
  try {
    return parseClientUrl(target);
  } catch (cause) {
    throw astray(status, 'its Location is not a WebSocket URL', { cause });
  }
}

/** The Location itself is not told: it may hold a secret. */
function astray(status: number, fault: string, options?: ErrorOptions): HandshakeError {
  return new HandshakeError('redirect', `the server's redirect with status ${status} is not followed: ${fault}`, { ...options, status });
}
