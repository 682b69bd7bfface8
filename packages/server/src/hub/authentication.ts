import { type RpcError, systemError } from '@trunkline/protocol/wire';
import { isTold } from '../calls/rpc-error-of.ts';
import type { Log } from '../link/log.ts';
import { logThrown } from '../link/log-thrown.ts';
import type { Authenticate, Identity } from '../peer/identity.ts';

/** What came of an authentication. */
export type Authentication<Ctx> = { readonly identity: Identity<Ctx> } | { readonly refusal: RpcError };

/**
 * Asks the application who a client is.
 *
 * `Unauthenticated` and `Unavailable` are told as they were thrown; whatever else was thrown is logged, and tells the client nothing but
 * that its credentials were refused.
 */
export async function identify<Ctx>(authenticate: Authenticate<Ctx>, auth: unknown, log: Log): Promise<Authentication<Ctx>> {
  try {
    return { identity: readIdentity(await authenticate(auth)) };
  } catch (error) {
    return { refusal: authenticationRefusal(error, log) };
  }
}

/** Credentials that last for ever say so by nothing: neither a timer nor a codec takes an infinite number. */
function readIdentity<Ctx>(identity: Identity<Ctx>): Identity<Ctx> {
  const { expiresInMs } = identity;
  if (expiresInMs === undefined) return identity;
  if (Number.isNaN(expiresInMs)) throw new TypeError('expiresInMs is no number');
  return expiresInMs === Number.POSITIVE_INFINITY ? { ...identity, expiresInMs: undefined } : identity;
}

/** What a client is told of what the application threw when it was asked who that is. */
export function authenticationRefusal(error: unknown, log: Log): RpcError {
  if (isTold(error) && (error.name === 'Unauthenticated' || error.name === 'Unavailable')) return error;
  logThrown(log, 'warn', { err: error }, 'a client could not be authenticated');
  return systemError('Unauthenticated', 'the credentials were refused');
}
