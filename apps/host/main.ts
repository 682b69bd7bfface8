// What `npm start` starts: every app of apps/ on one server. PORT and HOST say where.

import { dirname } from 'node:path';
import { Host } from './host.ts';
import { openDemos } from './open-demos.ts';

const { PORT = '3000', HOST = '127.0.0.1' } = process.env;
const demos = await openDemos(dirname(import.meta.dirname));
const host = new Host(demos, { port: Number(PORT), host: HOST });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Once: whoever cannot wait sends it again.
  process.once(signal, () => {
    console.log('Draining …');
    void host.close();
  });
}

try {
  const url = await host.start();
  console.log(`\nTrunkline's demos are at ${url}\n`);
  for (const [name, { title, description }] of demos) console.log(`  ${url}${name}/\n  ${title}: ${description}\n`);
} catch (error) {
  console.error(isTaken(error) ? `Port ${PORT} of ${HOST} is taken. Choose another one: PORT=3001 npm start` : error);
  process.exitCode = 1;
  await host.close();
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
