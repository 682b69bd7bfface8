// `npm run dev`: the server, and before it Vite, which serves the page as you edit it. Node starts both again when the server's code changes;
// pages that are open come back by themselves.

import { createServer } from 'vite';
import { makeApp } from './app.ts';

const app = await makeApp({ logger: { level: 'warn' } });
const target = await app.listen({ port: 0, host: '127.0.0.1' });

const vite = await createServer({ server: { proxy: { '/rpc': { target, ws: true } } } });
await vite.listen();
vite.printUrls();
