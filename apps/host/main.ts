// What `npm start` starts: every app of apps/ on one server. PORT and HOST say where.

import { dirname } from 'node:path';
import { Host } from './host.ts';
import { openDemos } from './open-demos.ts';

// An empty variable is one that is not set.
const PORT = process.env.PORT || '3000';
const HOST = process.env.HOST || '127.0.0.1';
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
  console.error(describe(error));
  process.exitCode = 1;
  await host.close();
}

/** What the user of a terminal needs: a sentence where `PORT` or `HOST` is to blame, all there is where a demo is. */
function describe(error: unknown): unknown {
  switch (error instanceof Error && 'code' in error && error.code) {
    case 'EADDRINUSE':
      return `Port ${PORT} of ${HOST} is taken. Choose another one: PORT=3001 npm start`;
    case 'ERR_SOCKET_BAD_PORT':
      return `"${PORT}" is no port. Choose one from 0 to 65535: PORT=3001 npm start`;
    case 'EACCES':
      return `Port ${PORT} of ${HOST} is not for everybody. Choose another one: PORT=3001 npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${HOST}. Choose another one: HOST=127.0.0.1 npm start`;
    default:
      return error;
  }
}
