import { Hub } from '@trunkline/server';
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { nodePlatform } from '../links/node-platform.ts';
import { inChild } from '../routes/child-plugin.ts';
import { decided } from '../routes/decision.ts';
import { OriginError } from '../routes/errors.ts';
import { isAllowedOrigin } from '../routes/origin-check.ts';
import { postRoute } from '../routes/post-route.ts';
import { createSubprotocolNegotiator } from '../routes/subprotocol-negotiator.ts';
import { upgradeRoute } from '../routes/upgrade-route.ts';
import { useUpgrades } from '../upgrades/use-upgrades.ts';
import { Connections, engineLimits } from './connections.ts';
import { AlreadyRegisteredError, CutOffError, NotImplementedError } from './errors.ts';
import { HubRpc } from './hub-rpc.ts';
import { Identities } from './identities.ts';
import { memoryBroker } from './memory-broker.ts';
import type { TrunklineOptions } from './options.ts';
import { type ResolvedOptions, resolveOptions } from './resolve-options.ts';
import type { Rpc } from './rpc.ts';
import { SUBPROTOCOLS } from './subprotocols.ts';
import { webSocketHandler } from './web-socket-route.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Typed RPC and pub/sub over WebSocket; see `@trunkline/fastify`. */
    rpc: Rpc;
  }
}

const plugin: FastifyPluginCallback<TrunklineOptions> = (app, given, done) => {
  try {
    install(app, given);
    done();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
};

function install(app: FastifyInstance, given: TrunklineOptions): void {
  if (app.hasDecorator('rpc')) throw new AlreadyRegisteredError();
  const options = resolveOptions(given, app.initialConfig);
  const broker = options.broker ?? memoryBroker();
  const { contract, limits, heartbeat, isChecking, path } = options;
  const hub = new Hub({ contract, platform: nodePlatform, broker, log: app.log, limits, heartbeat, isChecking });
  const identities = new Identities(options);
  const connections = new Connections(hub, identities);
  app.decorate('rpc', new HubRpc(hub, app, path, webSocketHandler(connections, options)));
  const stopped = new AbortController();
  registerRoutes(app, options, { hub, identities, connections, stopped: stopped.signal });
  app.addHook('onReady', (ready) => ready(incompleteness(hub)));
  app.addHook('preClose', async () => {
    await hub.drain(options.drainMs);
    stopped.abort();
    hub.close();
    await connections.closed();
  });
  if (options.broker === undefined) app.addHook('onClose', () => broker.close());
}

interface Parts {
  readonly hub: Hub;
  readonly identities: Identities;
  readonly connections: Connections;
  /** Aborted when the calls that still run are cut off. */
  readonly stopped: AbortSignal;
}

function registerRoutes(app: FastifyInstance, options: ResolvedOptions, { hub, identities, connections, stopped }: Parts): void {
  const { path, limits, heartbeat, deflate, plain, origins } = options;
  upgradeRoute(app, {
    path,
    origins,
    negotiate: createSubprotocolNegotiator({
      protocols: [...SUBPROTOCOLS.keys()],
      plain,
      deflate,
      keepalive: heartbeat,
      limits: engineLimits(limits),
    }),
    welcome: (request, protocol) => connections.welcome(request, protocol),
  });
  if (!plain) return;
  const upgrades = useUpgrades(app);
  inChild(app, (child) => {
    postRoute(child, {
      path,
      bodyLimit: limits.messageBytes,
      onRequest: async (request) => requireOrigin(request, origins),
      async answer(text, request, signal) {
        const identity = await decided(() => identities.ofPlain(request), upgrades);
        const answer = await hub.answer(text, { identity, log: request.log, signal });
        // Silence would say that there was nothing to answer.
        if (answer === undefined && stopped.aborted) throw new CutOffError();
        return answer;
      },
    });
  });
}

function requireOrigin(request: FastifyRequest, origins: ResolvedOptions['origins']): void {
  const { origin } = request.headers;
  if (!isAllowedOrigin({ origin, host: request.host }, origins)) throw new OriginError(String(origin));
}

function incompleteness(hub: Hub): Error | undefined {
  try {
    hub.requireComplete();
    return undefined;
  } catch (error) {
    return new NotImplementedError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Typed RPC, rooms and presence for Fastify: a contract becomes a route, `app.rpc` implements it.
 *
 * @throws {InvalidOptionsError} at registration, that says which option is wrong.
 */
export const trunkline: FastifyPluginCallback<TrunklineOptions> = fastifyPlugin(plugin, { fastify: '5.x', name: '@trunkline/fastify' });
