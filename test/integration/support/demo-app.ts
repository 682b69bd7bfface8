import { type ConnectOptions, connect, type Socket } from '@trunkline/core/node';
import trunkline, { type TrunklineOptions } from '@trunkline/fastify';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec } from '@trunkline/protocol/wire';
import { type AppOptions, makeApp, portOf } from '@trunkline/test-kit/app';
import { NEWEST, type Version } from '@trunkline/test-kit/fastify-versions';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { SessionClient, type SessionClientOptions } from '../../support/session-client.ts';
import { demo } from './demo-contract.ts';
import { DemoRecord, implementDemo } from './demo-handlers.ts';

/** Calls that a test leaves in flight are not worth waiting for. */
const DRAIN_MS = 50;

export const CODECS: readonly Codec[] = [jsonCodec, msgpackCodec];

/** Registers the plugin with the demo contract, unless the options say otherwise, and implements it. */
export async function registerDemo(app: FastifyInstance, options: Partial<TrunklineOptions> = {}): Promise<DemoRecord> {
  const record = new DemoRecord();
  await app.register(trunkline, { contract: demo, drainMs: DRAIN_MS, ...options });
  implementDemo(app, record);
  return record;
}

/** Connects a client with a session. It is closed when its test ends. */
export async function connectSession(
  url: string,
  options: SessionClientOptions & { readonly connect?: ConnectOptions } = {},
): Promise<SessionClient> {
  const { codec = jsonCodec } = options;
  const client = await SessionClient.connect(
    () => connect(url, { protocols: [`trunkline.v1.${codec.name}`], ...options.connect }),
    options,
  );
  onTestFinished(() => client.close());
  return client;
}

/** A listening app with the demo contract at `/rpc`, and on a route of `@fastify/websocket` at `/ws`. */
export interface Demo {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly record: DemoRecord;
  /** Where clients connect. */
  url(path?: string): string;
}

/** Starts a demo that knows its users by the query: `?user=ann`. */
export async function startDemo(
  options: Partial<TrunklineOptions> = {},
  appOptions: AppOptions = {},
  version: Version = NEWEST,
): Promise<Demo> {
  const app = makeApp(appOptions, version);
  const record = await registerDemo(app, { context: contextOf, principal: principalOf, ...options });
  await app.register(version.websocket);
  app.register((child, _, done) => {
    child.get('/ws', { websocket: true }, app.rpc.handleWebSocket);
    done();
  });
  const port = await portOf(app);
  const scheme = appOptions.https === undefined ? 'ws' : 'wss';
  return { app, port, record, url: (path = '/rpc') => `${scheme}://127.0.0.1:${port}${path}` };
}

export const contextOf: NonNullable<TrunklineOptions['context']> = ({ query }) => ({ user: Reflect.get(Object(query), 'user') });

export const principalOf: NonNullable<TrunklineOptions['principal']> = (context) => {
  const user: unknown = Reflect.get(context, 'user');
  return typeof user === 'string' ? user : null;
};

/** Over what a client talks to the demo: our own route, or one of `@fastify/websocket`. */
export const TRANSPORTS = [
  { name: 'the engine', path: '/rpc' },
  { name: 'a route of @fastify/websocket', path: '/ws' },
] as const;

/** Sends one text and resolves with the next message. */
export function ask(socket: Socket, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.onMessage = (message) => resolve(JSON.parse(String(message)));
    socket.onClose = ({ code }) => reject(new Error(`closed with ${code}`));
    socket.send(text);
  });
}
