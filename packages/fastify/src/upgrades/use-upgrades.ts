import type { FastifyInstance } from 'fastify';
import { UpgradeHub } from './upgrade-hub.ts';

/** How an app treats requests for upgrades. */
export interface UpgradeOptions {
  /**
   * How long a socket may stay that nobody uses, in ms: refused and not ended by its peer, or left to other listeners of `upgrade` and not taken
   * by them. Default 5 s. It is one for the whole server.
   */
  readonly graceMs?: number | undefined;
}

/** The instances whose hooks are there already. */
const prepared = new WeakSet<object>();

/**
 * Sends the requests for upgrades of an app's server through its routes and hooks, as all others.
 *
 * One that no route is for is left to other listeners of the server's `upgrade` event, where there are any. That is decided
 * in an `onRequest` hook of this instance, so call it before hooks that answer by themselves, such as those for authentication.
 *
 * @throws {RangeError} when `graceMs` is no positive number.
 */
export function useUpgrades(app: FastifyInstance, { graceMs }: UpgradeOptions = {}): UpgradeHub {
  const hub = UpgradeHub.of(app.server, app.routing);
  if (graceMs !== undefined) hub.graceMs = graceMs;
  if (prepared.has(app)) return hub;
  prepared.add(app);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404 && hub.leave(request.raw)) reply.hijack();
    done();
  });
  app.addHook('preClose', (done) => {
    hub.close();
    done();
  });
  app.addHook('onClose', (_, done) => {
    hub.dispose();
    done();
  });
  return hub;
}
