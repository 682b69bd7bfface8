// The editor alone: node server/main.ts [--file DOCUMENTS.sqlite]

import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { open } from './app.ts';

const { values } = parseArgs({ options: { file: { type: 'string' } } });
const { PORT: port = '3000', HOST: host = '127.0.0.1' } = process.env;

const demo = await open(values);
const app = Fastify({ logger: { level: 'warn' } });
await app.register(demo.plugin);
console.log(`The editor is at ${await app.listen({ port: Number(port), host })}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close();
    await demo.close();
  });
}
