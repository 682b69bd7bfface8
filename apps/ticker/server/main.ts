// The ticker alone: node server/main.ts [--seed N] [--replay FILE.csv]

import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { open } from './app.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, replay: { type: 'string' } } });
const { PORT: port = '3000', HOST: host = '127.0.0.1' } = process.env;

const demo = await openMarket();
let server = serve();

/** A file that cannot be played is the user's to mend: what is wrong with it, and where, is all that is told. */
async function openMarket() {
  const { seed, replay } = values;
  try {
    return await open({ seed: seed === undefined ? undefined : Number(seed), replay });
  } catch (error) {
    if (replay === undefined || !(error instanceof Error)) throw error;
    console.error(`${replay} cannot be played: ${error.message}`);
    process.exit(1);
  }
}

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
