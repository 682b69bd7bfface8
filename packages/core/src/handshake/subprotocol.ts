import { isToken } from './token.ts';

/** The subprotocols a server speaks, or its own way to choose one of those that a client offers. */
export type SubprotocolChoice = readonly string[] | ((offered: readonly string[]) => string | undefined);

/**
 * Chooses the subprotocol of a connection: the first in the client's order of preference that the server speaks.
 *
 * `undefined` where there is none: the connection then goes on without one. A function is not asked when nothing is offered.
 *
 * @throws {TypeError} when a function chooses what was not offered; the client would have to refuse it (RFC 6455 §4.1).
 */
export function chooseSubprotocol(offered: readonly string[], supported: SubprotocolChoice): string | undefined {
  if (offered.length === 0) return undefined;
  if (typeof supported !== 'function') return offered.find((protocol) => supported.includes(protocol));
  const chosen = supported(offered);
  if (chosen !== undefined && !offered.includes(chosen)) {
    throw new TypeError(`the subprotocol ${JSON.stringify(chosen)} was not offered; choose one of those given, or undefined`);
  }
  return chosen;
}

/**
 * Checks the subprotocols that a client is about to offer (RFC 6455 §4.1).
 *
 * @throws {TypeError} when one is not a token or stands there twice.
 */
export function validateSubprotocols(protocols: readonly string[]): void {
  const invalid = protocols.find((protocol) => !isToken(protocol));
  if (invalid !== undefined) throw new TypeError(`${JSON.stringify(invalid)} is not a subprotocol name: it must be a token`);
  if (hasRepeats(protocols)) throw new TypeError('a subprotocol may be named only once');
}

/** Tells whether a name occurs twice; names that differ in case are different (RFC 6455 §4.1). */
export function hasRepeats(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
