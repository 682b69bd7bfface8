/** A parsed URL to connect to, always `ws:` or `wss:`. The credentials are the caller's to turn into an `Authorization` header. */
export interface ClientUrl {
  readonly href: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  /** Name and, unless it is the scheme's own, port. */
  readonly host: string;
  /** An IPv6 address stands in brackets. */
  readonly hostname: string;
  /** Empty for the scheme's own port: 80 for `ws:`, 443 for `wss:`. */
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
}

// Every platform has the class, but no library of types that all of them share.
declare const URL: { new (text: string): ClientUrl & { protocol: string }; canParse(text: string): boolean };

const WEBSOCKET_SCHEMES: Partial<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' };

/**
 * Parses the URL of a WebSocket server (RFC 6455 §3). Laxer than it in one thing, as the WHATWG standard is:
 * `http:` and `https:` mean `ws:` and `wss:`.
 *
 * @throws {TypeError} when it is no absolute URL, has another scheme, or has a fragment, be it empty.
 */
export function parseClientUrl(url: string | { readonly href: string }): ClientUrl {
  const parsed = parse(typeof url === 'string' ? url : url.href);
  const scheme = WEBSOCKET_SCHEMES[parsed.protocol];
  if (scheme === undefined) throw new TypeError(`the URL must begin with ws:, wss:, http: or https:, not ${parsed.protocol}`);
  // `hash` is empty for a fragment without characters, but §3 excludes the # itself.
  if (parsed.href.includes('#')) throw new TypeError('the URL must not have a fragment; a # that is meant must be written %23');
  parsed.protocol = scheme;
  return parsed;
}

/** The URL is left out of the error, and so is the platform's own error, which quotes it: it may hold a password. */
function parse(href: string): ClientUrl & { protocol: string } {
  if (!URL.canParse(href)) throw new TypeError('the URL is not a valid absolute URL');
  return new URL(href);
}
