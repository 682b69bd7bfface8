import type { ConnectionOptions as TlsOptions } from 'node:tls';

/** An HTTP proxy, and how to speak TLS with it where its URL says `https:`. */
export interface HttpProxy {
  readonly url: URL;
  readonly tls: TlsOptions;
}

/** Parses a proxy's URL. @throws {TypeError} when it is none of `http:` or `https:`. It is not told, for it may hold a password. */
export function parseProxyUrl(given: string | URL): URL {
  const href = String(given);
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new TypeError('proxy must be an http: or https: URL');
  return url;
}
