import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where `vite build` puts the page. */
const PAGE = new URL('../dist/', import.meta.url);

/** Stands in the page for what the server makes up anew for each answer. */
const NONCE = '__NONCE__';

/** What the page may do: run, style itself and connect from its own origin. CodeMirror writes style sheets, which carry the nonce. */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves what `vite build` made. */
export function servePage(app: FastifyInstance): void {
  app.addHook('onSend', (_, reply, payload, done) => {
    reply.headers({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
    done(null, payload);
  });
  app.register(fastifyStatic, { root: fileURLToPath(new URL('assets', PAGE)), prefix: '/assets', immutable: true, maxAge: '1y' });
  app.get('/', async (_, reply) => {
    const nonce = randomBytes(16).toString('base64');
    const html = await readFile(new URL('index.html', PAGE), 'utf8');
    return reply
      .header('content-security-policy', policyWith(nonce))
      .header('cache-control', 'no-store')
      .type('text/html')
      .send(html.replace(NONCE, nonce));
  });
}
