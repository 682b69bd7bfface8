import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Demo } from './demo.ts';

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The files beside the document, by their paths. */
const FILES = [
  { path: '/index.css', type: 'text/css' },
  { path: '/icon.svg', type: 'image/svg+xml' },
];

/** Serves the page that lists the demos. */
export function serveIndex(app: FastifyInstance, demos: ReadonlyMap<string, Demo>): void {
  const html = documentOf(demos);
  app.get('/', (_, reply) => reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(html));
  for (const { path, type } of FILES) {
    const content = readFileSync(new URL(`page${path}`, import.meta.url));
    app.get(path, (_, reply) => reply.type(type).send(content));
  }
}

function documentOf(demos: ReadonlyMap<string, Demo>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Trunkline: demos</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="index.css">
<main>
  <h1>Trunkline</h1>
  <p>Typed RPC and pub/sub for Fastify, over a WebSocket engine of its own. These apps are built only from what its packages publish.</p>
  <ul>
${[...demos].map(([name, demo]) => itemOf(name, demo)).join('\n')}
  </ul>
</main>
`;
}

function itemOf(name: string, { title, description }: Demo): string {
  return `    <li><a href="${encodeURIComponent(name)}/"><h2>${escaped(title)}</h2><p>${escaped(description)}</p></a></li>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
