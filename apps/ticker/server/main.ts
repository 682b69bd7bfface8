// The ticker alone: node server/main.ts [--seed N] [--replay FILE.csv]

import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { open } from './app.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, replay: { type: 'string' } } });
const { PORT: port = '3000', HOST: host = '127.0.0.1' } = process.env;

const demo = await open({ seed: values.seed === undefined ? undefined : Number(values.seed), replay: values.replay });
let server = serve();

/** Every server follows the one before it, on the same port. */
async function serve() {
  const app = Fastify({ logger: { level: 'warn' } });
  await app.register(demo.plugin, { restart });
  console.log(`The ticker is at ${await app.listen({ port: Number(port), host })}`);
  return app;
}

function restart() {
  server = server.then((app) => app.close()).then(serve);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await (await server).close();
    await demo.close();
  });
}
