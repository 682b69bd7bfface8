import createError from '@fastify/error';

/** 426: the request asks for no upgrade, so there is nothing that the route could do with it. */
export const UpgradeRequiredError = createError(
  'RPC_ERR_UPGRADE_REQUIRED',
  'this route speaks WebSocket: send a request for an upgrade',
  426,
);

/** 403: a page of an origin that may not connect. */
export const OriginError = createError<'RPC_ERR_ORIGIN', 403, [origin: string]>('RPC_ERR_ORIGIN', 'the origin %s may not connect', 403);

/** 400: the subprotocols offered are none that the route speaks. */
export const SubprotocolError = createError<'RPC_ERR_SUBPROTOCOL', 400, [message: string]>('RPC_ERR_SUBPROTOCOL', '%s', 400);

/** The opening handshake breaks a rule of RFC 6455. The status is what the engine says: 400, 405, 426 or 505. */
export const HandshakeRefusedError = createError<'RPC_ERR_HANDSHAKE', [message: string]>('RPC_ERR_HANDSHAKE', '%s', 400);

/** 503: the application took too long to decide who connects. */
export const NotDecidedError = createError('RPC_ERR_NOT_DECIDED', 'it was not decided in time who connects', 503);

/** 503: the app closes, and takes no connections any more. */
export const ClosingError = createError('RPC_ERR_CLOSING', 'the server is closing', 503);
