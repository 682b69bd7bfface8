import createError, { type FastifyError } from '@fastify/error';
import type { RpcError } from '@trunkline/protocol';

/** An option is wrong, or one that is needed is missing. */
export const InvalidOptionsError = createError('RPC_ERR_INVALID_OPTIONS', 'trunkline: %s', 500, TypeError);

/** There is an `app.rpc` already where another is registered. */
export const AlreadyRegisteredError = createError(
  'RPC_ERR_ALREADY_REGISTERED',
  'trunkline is registered already in this scope: register the second one inside of a plugin of its own, beside the first',
  500,
);

/** The app is ready and the contract is not implemented. */
export const NotImplementedError = createError('RPC_ERR_NOT_IMPLEMENTED', 'trunkline: the contract is not implemented\n%s', 500);

/** A POST, or the upgrade of a connection without a session, whose sender is not let in. */
export const UnauthenticatedError = createError('RPC_ERR_UNAUTHENTICATED', '%s', 401);

/** As {@link UnauthenticatedError}, for now. */
const UnavailableError = createError('RPC_ERR_UNAVAILABLE', '%s', 503);

/** Makes the {@link UnavailableError} of an error of the application, with the wait that it asks for as `Retry-After` (RFC 9110 §10.2.3). */
export function unavailableError({ message, data }: RpcError): FastifyError {
  const error = new UnavailableError(message);
  const waitMs = typeof data === 'object' && data !== null && 'retryAfterMs' in data ? Number(data.retryAfterMs) : Number.NaN;
  // In whole seconds, and rather too late: who comes too early is sent away again.
  return waitMs >= 0
    ? Object.assign(error, { retryAfterMs: waitMs, headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } })
    : error;
}

/** The server stopped while the calls of a POST ran: what became of them is not known. */
export const CutOffError = createError('RPC_ERR_CUT_OFF', 'the server stopped before the calls were answered', 503);
