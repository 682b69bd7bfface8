import type { AnyContract, Codec } from '@trunkline/protocol/wire';
import { jsonCodec } from '@trunkline/protocol/wire';
import { checkOf } from '../checks/contract-check.ts';
import type { AuthProvider } from '../connector/auth-provider.ts';
import type { Platform } from '../transport/platform.ts';
import { ClientCore } from './client.ts';

/** The JSON codec, which is built in. */
export function json(): Codec {
  return jsonCodec;
}

/** How a client connects. */
export interface ConnectOptions<C extends AnyContract = AnyContract> {
  /** Default {@link json}; `msgpack()` is in `@trunkline/client/msgpack`. */
  readonly codec?: Codec | undefined;
  /** Asked for credentials at each attempt, and before they expire. */
  readonly auth?: AuthProvider | undefined;
  /**
   * The contract by value: what is sent is checked before it leaves, and rejects with `InvalidParams`. Default: by its type alone, so that
   * nothing of schemas is in a bundle; the server checks in either case.
   */
  readonly contract?: C | undefined;
}

/** What stands for the URL where nobody says which contract it is. */
export type UrlOf<C> = [C] extends [never] ? 'say which contract: connect<Contract>(url), or connect(url, { contract })' : string | URL;

/** The schemes of a WebSocket, and those of HTTP that mean the same. */
const SCHEMES: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' };

/** Makes a client on a platform. @throws {TypeError} when the URL or an option is wrong. */
export function connectOn(platform: Platform, url: string | URL, { codec = jsonCodec, auth, contract }: ConnectOptions): ClientCore {
  if (auth !== undefined && typeof auth !== 'function') throw new TypeError('auth must be a function that gives credentials');
  const check = contract === undefined ? undefined : checkOf(contract);
  return new ClientCore({ url: webSocketUrl(url), codec, platform, auth, check });
}

function webSocketUrl(given: string | URL): string {
  const url = new URL(given);
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) throw new TypeError(`the URL must begin with ws: or wss:, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new TypeError('credentials do not belong into the URL: give them by auth');
  url.protocol = scheme;
  url.hash = '';
  return url.href;
}
