import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { NEWEST, type Version } from './fastify-versions.ts';

/** The parts of Fastify's options that tests set. */
export interface AppOptions {
  readonly logger?: { readonly level: string; readonly stream: { write(line: string): void } };
  readonly https?: { readonly cert: string; readonly key: string };
  readonly return503OnClosing?: boolean;
}

/** Makes an app that closes when its test ends. */
export function makeApp(options: AppOptions = {}, { fastify }: Version = NEWEST): FastifyInstance {
  const app: FastifyInstance = fastify(options);
  onTestFinished(() => app.close());
  return app;
}

/** Listens on a port of its own, and answers it. */
export async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
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
