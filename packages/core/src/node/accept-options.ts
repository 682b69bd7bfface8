import type { Header } from '../handshake/header-values.ts';
import { formatSwitchingProtocols } from '../handshake/http-response.ts';
import { type SubprotocolChoice, validateSubprotocols } from '../handshake/subprotocol.ts';
import { type ResolvedSocketOptions, resolveSocketOptions, type SocketOptions } from './socket-options.ts';

/** Headers that each 101 response has already. */
const FIXED_HEADERS: readonly Header[] = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
];

/** What a server is told for each connection. */
export interface AcceptOptions extends SocketOptions {
  /** Subprotocols in the server's favour: the first that the client names and the server has is taken. Or a function that chooses. */
  readonly protocols?: SubprotocolChoice | undefined;
  /** Further headers of the 101 response, for example cookies. */
  readonly headers?: readonly Header[] | undefined;
}

/** {@link AcceptOptions} made ready once for many connections. */
export interface ResolvedAcceptOptions extends ResolvedSocketOptions {
  readonly protocols: SubprotocolChoice;
  readonly headers: readonly Header[];
}

/** Completes options with the defaults. @throws {TypeError | RangeError} when one is wrong. */
export function resolveAcceptOptions(given: AcceptOptions): ResolvedAcceptOptions {
  const { protocols = [], headers = [] } = given;
  if (typeof protocols !== 'function') {
    if (!Array.isArray(protocols)) throw new TypeError('protocols must be a list of strings, or a function that chooses');
    validateSubprotocols(protocols);
  }
  formatSwitchingProtocols(FIXED_HEADERS, headers); // a wrong one would else be found by the first client
  return { ...resolveSocketOptions(given), protocols, headers };
}
