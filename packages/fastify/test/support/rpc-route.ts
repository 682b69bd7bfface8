import { createNegotiator, type Socket } from '@trunkline/core/node';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { onTestFinished } from 'vitest';
import { type UpgradeRouteOptions, upgradeRoute } from '../../src/routes/upgrade-route.ts';

/** The connections that a route was given, and the requests that they came from. */
export interface Accepted {
  readonly sockets: Socket[];
  readonly requests: FastifyRequest[];
}

/** Adds a route that sends every message back, with the word `echo` before it. */
export function echoRoute(app: FastifyInstance, options: Partial<UpgradeRouteOptions> = {}): Accepted {
  const accepted: Accepted = { sockets: [], requests: [] };
  onTestFinished(() => {
    for (const socket of accepted.sockets) socket.destroy(); // else the app would wait for them
  });
  upgradeRoute(app, {
    path: '/rpc',
    negotiate: createNegotiator({ keepalive: false }),
    welcome: (request) => (socket) => {
      accepted.sockets.push(socket);
      accepted.requests.push(request);
      socket.onMessage = (message) => socket.send(`echo ${String(message)}`);
    },
    ...options,
  });
  return accepted;
}

/** Sends a message, and resolves with the answer. */
export function ask(socket: Socket, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.onMessage = (answer) => resolve(String(answer));
    socket.onClose = ({ code }) => reject(new Error(`closed with ${code}`));
    socket.send(message);
  });
}
