import type { HubLimits } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import { nodePlatform } from '../links/node-platform.ts';
import { WsLink } from '../links/ws-link.ts';
import type { WsSocket } from '../links/ws-socket.ts';
import { type AllowedOrigins, isAllowedOrigin } from '../routes/origin-check.ts';
import type { Connections } from './connections.ts';
import { UnauthenticatedError, UnavailableError } from './errors.ts';
import { SUBPROTOCOLS } from './subprotocols.ts';

/** Close codes for what would have been refused before the upgrade, where it had not been made already. */
const CLOSES = {
  protocol: { code: 1002, reason: `offer one of ${[...SUBPROTOCOLS.keys()].join(', ')}` },
  origin: { code: 1008, reason: 'this origin may not connect' },
  unauthenticated: { code: 4501, reason: 'Unauthenticated' },
  unavailable: { code: 4005, reason: '' },
  failed: { code: 1011, reason: '' },
} as const;

export interface WebSocketRouteOptions {
  readonly limits: HubLimits;
  readonly origins: AllowedOrigins;
  readonly plain: boolean;
}

/** Makes the handler of a route of `@fastify/websocket`: the upgrade is made, so what is refused is closed. */
export function webSocketHandler(
  connections: Connections,
  { limits, origins, plain }: WebSocketRouteOptions,
): (socket: WsSocket, request: FastifyRequest) => void {
  return (socket, request) => {
    const link = new WsLink(socket, limits, nodePlatform);
    const close = ({ code, reason }: { readonly code: number; readonly reason: string }) => link.close(code, reason);
    const protocol = socket.protocol === '' ? undefined : socket.protocol;
    if (protocol === undefined ? !plain : !SUBPROTOCOLS.has(protocol)) close(CLOSES.protocol);
    else if (!isAllowedOrigin({ origin: request.headers.origin, host: request.host }, origins)) close(CLOSES.origin);
    else {
      connections.receiverOf(request, protocol).then(
        (accept) => link.receive(accept(link)),
        (error: unknown) => close(closeFor(error, request)),
      );
    }
  };
}

function closeFor(error: unknown, request: FastifyRequest): { readonly code: number; readonly reason: string } {
  if (error instanceof UnauthenticatedError) return CLOSES.unauthenticated;
  if (error instanceof UnavailableError) return CLOSES.unavailable;
  request.log.error({ err: error }, 'a connection could not be taken');
  return CLOSES.failed;
}
