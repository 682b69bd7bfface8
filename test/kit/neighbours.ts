import type { FastifyInstance } from 'fastify';
import { type AppOptions, makeApp } from './app.ts';
import { VERSIONS, type Version } from './fastify-versions.ts';

/** Where we stand to `@fastify/websocket`, in the order of registration. */
export type Place = 'alone' | 'before @fastify/websocket' | 'behind @fastify/websocket';

/** One version of Fastify, with or without a neighbour. */
export interface Setting {
  readonly name: string;
  readonly version: Version;
  readonly place: Place;
}

const PLACES: readonly Place[] = ['alone', 'before @fastify/websocket', 'behind @fastify/websocket'];

/** Every version with every place. */
export const SETTINGS: readonly Setting[] = VERSIONS.flatMap((version) =>
  PLACES.map((place) => ({ name: `${version.name}, ${place}`, version, place })),
);

/**
 * Makes an app of a setting. What `build` adds or registers stands at its place.
 *
 * The neighbour, where there is one, has a route `/ws` that answers `a` by `"ws a"`, in JSON.
 */
export async function neighbouring(
  { version, place }: Setting,
  build: (app: FastifyInstance) => unknown,
  options?: AppOptions,
): Promise<FastifyInstance> {
  const app = makeApp(options, version);
  if (place === 'behind @fastify/websocket') await app.register(version.websocket);
  await build(app);
  if (place === 'before @fastify/websocket') await app.register(version.websocket);
  if (place !== 'alone') {
    app.register((child, _, done) => {
      child.get('/ws', { websocket: true }, (socket) => {
        socket.on('message', (message) => socket.send(JSON.stringify(`ws ${String(message)}`)));
      });
      done();
    });
  }
  return app;
}
