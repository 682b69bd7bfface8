import { type Heartbeat, ProtocolCloseCode } from '@trunkline/protocol/wire';
import type { HubLimits } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import { nodePlatform } from '../links/node-platform.ts';
import { WsLink } from '../links/ws-link.ts';
import type { WsSocket } from '../links/ws-socket.ts';
import { type AllowedOrigins, isAllowedOrigin } from '../routes/origin-check.ts';
import type { Connections } from './connections.ts';
import { SUBPROTOCOLS } from './subprotocols.ts';

/** Close codes for what would have been refused before the upgrade, where it had not been made already. */
const CLOSES = {
  protocol: { code: 1002, reason: `offer one of ${[...SUBPROTOCOLS.keys()].join(', ')}` },
  origin: { code: 1008, reason: 'this origin may not connect' },
  unauthenticated: { code: ProtocolCloseCode.unauthenticated, reason: 'Unauthenticated' },
  forbidden: { code: ProtocolCloseCode.banned, reason: 'Forbidden' },
  failed: { code: 1011, reason: '' },
} as const;

/** A close code, with what is said with it. */
interface Closing {
  readonly code: number;
  readonly reason: string;
}

export interface WebSocketRouteOptions {
  readonly limits: HubLimits;
  readonly heartbeat: Heartbeat;
  readonly origins: AllowedOrigins;
  readonly plain: boolean;
}

/** Makes the handler of a route of `@fastify/websocket`: the upgrade is made, so what is refused is closed. */
export function webSocketHandler(
  connections: Connections,
  { limits, heartbeat, origins, plain }: WebSocketRouteOptions,
): (socket: WsSocket, request: FastifyRequest) => void {
  return (socket, request) => {
    const link = new WsLink(socket, { ...limits, heartbeat }, nodePlatform);
    const close = ({ code, reason }: Closing) => link.close(code, reason);
    const protocol = socket.protocol === '' ? undefined : socket.protocol;
    if (protocol === undefined ? !plain : !SUBPROTOCOLS.has(protocol)) close(CLOSES.protocol);
    else if (!isAllowedOrigin({ origin: request.headers.origin, host: request.host }, origins)) close(CLOSES.origin);
    else {
      connections.receiverOf(request, protocol).then(
        (accept) => link.receive(accept(link)),
        (error: unknown) => close(closingFor(error, request)),
      );
    }
  };
}

/** What says in a close code what an error would have said as a status. */
function closingFor(error: unknown, request: FastifyRequest): Closing {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 401) return CLOSES.unauthenticated;
  if (status === 403) return CLOSES.forbidden;
  // The reason is how long to wait, in ms (protocol §7).
  if (status === 503) return { code: ProtocolCloseCode.overloaded, reason: String(Reflect.get(Object(error), 'retryAfterMs') ?? '') };
  request.log.error({ err: error }, 'a connection could not be taken');
  return CLOSES.failed;
}
