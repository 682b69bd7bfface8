// `npm start`: the server and the built page on one port.

import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { makeApp } from './app.ts';

const { PORT = '3000', HOST = '127.0.0.1' } = process.env;

const app = await makeApp({ logger: true });
await app.register(fastifyStatic, { root: join(import.meta.dirname, '../dist') });
await app.listen({ port: Number(PORT), host: HOST });

// Calls in flight finish, and clients are told to come back elsewhere.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
