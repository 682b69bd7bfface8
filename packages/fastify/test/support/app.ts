import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { VERSIONS, type Version } from './versions.ts';

/** The parts of Fastify's options that tests set. */
export interface AppOptions {
  readonly logger?: { readonly level: string; readonly stream: { write(line: string): void } };
  readonly https?: { readonly cert: string; readonly key: string };
  readonly return503OnClosing?: boolean;
}

const [NEWEST] = VERSIONS;

/** Makes an app that closes when its test ends. */
export function makeApp(options: AppOptions = {}, version: Version | undefined = NEWEST): FastifyInstance {
  if (version === undefined) throw new Error('there is no version');
  const app: FastifyInstance = version.fastify(options);
  onTestFinished(() => app.close());
  return app;
}

/** The sockets that an app's server has, from now on. */
export function socketsOf(app: FastifyInstance): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Listens on a port of its own, and answers it. */
export async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
}
