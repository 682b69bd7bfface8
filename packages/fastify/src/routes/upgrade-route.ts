import { IncomingMessage } from 'node:http';
import { CloseCode, type Negotiator, type Socket } from '@trunkline/core/node';
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod, RouteShorthandOptions } from 'fastify';
import type { UpgradeHub } from '../upgrades/upgrade-hub.ts';
import { type UpgradeOptions, useUpgrades } from '../upgrades/use-upgrades.ts';
import { inChild } from './child-plugin.ts';
import { decided } from './decision.ts';
import { ClosingError, OriginError } from './errors.ts';
import { type AllowedOrigins, isAllowedOrigin, validateOrigins } from './origin-check.ts';
import { refusalError, upgradeRequired } from './refusal.ts';

/** Takes a connection. When it throws, the connection ends with 1011 and the error is logged. */
export type TakeConnection = (socket: Socket) => void;

/** A route whose requests become WebSocket connections. */
export interface UpgradeRouteOptions extends UpgradeOptions {
  /** Its path, behind the prefix of the instance. */
  readonly path: string;
  /** Judges the opening handshakes. */
  readonly negotiate: Negotiator;
  /**
   * Decides who takes a connection, before the upgrade; `protocol` is what was agreed on, `undefined` for none. What it throws is answered over
   * HTTP.
   */
  readonly welcome: (request: FastifyRequest, protocol: string | undefined) => TakeConnection | Promise<TakeConnection>;
  /** Whose pages may connect. Default those of the server's own origin. */
  readonly origins?: AllowedOrigins | undefined;
  /** What else the route may be told, such as a schema for its query, constraints or a `config` that other plugins read. */
  readonly route?: RouteShorthandOptions | undefined;
}

/**
 * Makes a GET route that upgrades.
 *
 * To Fastify it is a route like any other: hooks, schemas, decorators, the error handler and the log see the request, and the 101 is an ordinary
 * reply, with the headers and cookies that hooks give it. The connection is handed over when that has left. Nothing is accepted once the app closes.
 *
 * @throws {TypeError | RangeError} when an option is wrong.
 */
export function upgradeRoute(app: FastifyInstance, options: UpgradeRouteOptions): void {
  const { path, origins = 'same', route = {} } = options;
  validateOrigins(origins);
  const hub = useUpgrades(app, options);
  const upgrade = upgradeHandler(hub, options);
  inChild(app, (child) => {
    child.addHook('onRoute', (added) => {
      added.handler = exceptWhereOthersRouted(hub, added.handler, upgrade);
    });
    child.addHook('onRequest', (request, _reply, next) => {
      const { origin } = request.headers;
      next(isAllowedOrigin({ origin, host: request.host }, origins) ? undefined : new OriginError(String(origin)));
    });
    child.addHook('onResponse', (request, _reply, next) => {
      hub.find(request.raw)?.answered();
      next();
    });
    child.route({ ...route, method: 'GET', url: path, exposeHeadRoute: false, handler: upgrade });
  });
}

/**
 * Calls our handler past everything that was put around it where another plugin has routed the upgrade.
 *
 * That of `@fastify/websocket` puts a handler of its own around every route that comes later, which would make a connection of the socket and close it.
 */
function exceptWhereOthersRouted(hub: UpgradeHub, wrapped: RouteHandlerMethod, ours: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    const upgrade = hub.find(request.raw);
    if (upgrade === undefined || hub.hasRouted(upgrade)) return wrapped.call(this, request, reply);
    // By this mark `@fastify/websocket` knows the sockets that it destroys when the response has left.
    if (Reflect.get(request, 'ws') === true) Reflect.set(request, 'ws', false);
    return ours.call(this, request, reply);
  };
}

function upgradeHandler(hub: UpgradeHub, { negotiate, welcome }: UpgradeRouteOptions): RouteHandlerMethod {
  const introduce = (socket: Socket, request: FastifyRequest, take: TakeConnection) => {
    try {
      if (hub.isClosing) socket.close(CloseCode.goingAway);
      else take(socket);
    } catch (error) {
      request.log.error({ err: error }, 'a connection could not be taken');
      socket.close(CloseCode.internalError);
    }
  };
  return async (request, reply) => {
    const upgrade = hub.find(request.raw);
    // `injectWS` of `@fastify/websocket` makes up requests that have no head to judge.
    if (upgrade === undefined || !(request.raw instanceof IncomingMessage)) throw upgradeRequired(reply);
    if (hub.isClosing) throw new ClosingError();
    const negotiation = negotiate(request.raw);
    if (negotiation.kind === 'refuse') throw refusalError(reply, negotiation);
    const take = await decided(() => welcome(request, negotiation.protocol), hub);
    upgrade.accept(reply.raw, (transport, head) => {
      hub.forget(request.raw);
      introduce(negotiation.take(transport, head), request, take);
    });
    for (const [name, value] of negotiation.headers) reply.header(name, value);
    return reply.code(101).send();
  };
}
