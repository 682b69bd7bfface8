import type { FastifyInstance } from 'fastify';

/**
 * Finds the app that an encapsulated instance belongs to: what Fastify derives instances from, one from the other.
 *
 * Only the app's own `ready` may be called at any time, and runs the hooks that the app is ready after; that of an encapsulated instance is the
 * boot sequence's, which fails once that is over.
 */
export function rootOf(instance: FastifyInstance): FastifyInstance {
  const parent: unknown = Object.getPrototypeOf(instance);
  return isInstance(parent) ? rootOf(parent) : instance;
}

function isInstance(value: unknown): value is FastifyInstance {
  return typeof value === 'object' && value !== null && 'server' in value && 'routing' in value;
}
