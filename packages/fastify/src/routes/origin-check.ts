/** Whose pages may connect: those of the server's own origin, anybody's, or those of a list, as `Origin` headers name them. */
export type AllowedOrigins = 'same' | 'any' | readonly string[];

/** The headers of a request that say whose page it comes from, and to whom it goes. */
export interface OriginHeaders {
  /** `Origin`; browsers send it with every opening handshake, and no page can change it. */
  readonly origin: string | undefined;
  /** `Host`, or what a trusted proxy says instead. */
  readonly host: string | undefined;
}

// A scheme and an authority as a browser writes them (RFC 6454 §6.2): in lower case, ASCII only, with nothing behind.
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._~:[\]-]+$/;

// What would make more of a host than a host in a URL.
const NOT_IN_HOST = /[/\\?#@\s]/;

/**
 * Tells whether a request may connect, as far as the page is concerned that made it (RFC 6455 §10.2).
 *
 * Without `Origin` it may: then it comes from no browser, and whoever writes his own requests can write this header too. `same` compares host
 * and port and not the scheme, since a proxy that ends TLS hides that. A page without an origin (`null`) may only where the list says `null`.
 */
export function isAllowedOrigin({ origin, host }: OriginHeaders, allowed: AllowedOrigins): boolean {
  if (origin === undefined || allowed === 'any') return true;
  if (allowed !== 'same') return allowed.includes(origin);
  return host !== undefined && isSameHost(origin, host);
}

/** @throws {TypeError} for what can be no allowed origin, such as one with a slash at its end: no header would ever equal it. */
export function validateOrigins(allowed: AllowedOrigins): void {
  if (allowed === 'same' || allowed === 'any') return;
  if (!Array.isArray(allowed)) throw new TypeError("origins must be 'same', 'any' or a list of origins");
  for (const origin of allowed) {
    if (origin !== 'null' && !isOrigin(String(origin))) {
      throw new TypeError(`${JSON.stringify(origin)} is no origin: write scheme and host, such as https://app.example`);
    }
  }
}

/** Browsers leave the scheme's own port out. */
function isOrigin(text: string): boolean {
  if (!ORIGIN.test(text)) return false;
  return !/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text);
}

/** The port may be left out on either side where it is the scheme's own. */
function isSameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin) || NOT_IN_HOST.test(host)) return false;
  const from = new URL(origin);
  const target = `${from.protocol}//${host}`;
  return from.host !== '' && URL.canParse(target) && new URL(target).host === from.host;
}
