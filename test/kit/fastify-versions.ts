import websocket from '@fastify/websocket';
import websocketOldest from '@fastify/websocket-oldest';
import { fastify } from 'fastify';
import { fastify as fastifyOldest } from 'fastify-oldest';

/** One version of Fastify with one of `@fastify/websocket`. */
export interface Version {
  readonly name: string;
  readonly fastify: typeof fastify;
  readonly websocket: typeof websocket;
}

export const NEWEST: Version = { name: 'the newest Fastify', fastify, websocket };

/** The newest and the oldest that the plugin supports. */
export const VERSIONS: readonly Version[] = [
  NEWEST,
  { name: 'the oldest Fastify', fastify: asNewest(fastifyOldest), websocket: websocketOldest },
];

/** Makes the oldest Fastify pass for the newest: it lacks a part of its declarations, which tests for both do not use. */
function asNewest(make: unknown): typeof fastify {
  if (!isFastify(make)) throw new Error('this is no Fastify');
  return make;
}

function isFastify(make: unknown): make is typeof fastify {
  return typeof make === 'function';
}
