import createError from '@fastify/error';

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
export const UnavailableError = createError('RPC_ERR_UNAVAILABLE', '%s', 503);
