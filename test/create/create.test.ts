import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { installedPackages, nodeBinary, packWorkspace } from './offers.ts';
import { type Registry, startRegistry } from './registry.ts';
import { Shell } from './shell.ts';

/** It installs, compiles and starts whole applications, perhaps beside everything else that the machine has to do. */
const TIMEOUT_MS = 600_000;

const TEMPLATES = ['minimal', 'ticker', 'editor'];

let folder: string;
let registry: Registry;
let shell: Shell;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-create-'));
  registry = await startRegistry([...packWorkspace(join(folder, 'packed')), nodeBinary(join(folder, 'node')), ...installedPackages()]);
  shell = new Shell(folder, registry.url);
}, TIMEOUT_MS);

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
}, TIMEOUT_MS);

describe('npm create trunkline', () => {
  it.each(TEMPLATES)('%s: installs, tests, builds and starts by one command each', { timeout: TIMEOUT_MS }, async (template) => {
    const app = join(folder, template);
    await shell.run(folder, `npm create trunkline ${template} -- --template ${template}`);
    await shell.run(app, 'npm test');
    await shell.run(app, 'npm run build');
    const server = await shell.start(app, 'npm start');
    onTestFinished(() => server.stop());
    expect(await typesOfPage(server.url)).toEqual(expect.arrayContaining(['text/html', 'application/javascript']));
  });

  it.each(TEMPLATES)('%s: its documents link to nothing outside', (template) => {
    const app = join(folder, template);
    const documents = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((path) => /^(?!node_modules).*\.md$/.test(path));
    const links = documents.flatMap((path) =>
      [...readFileSync(join(app, path), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => join(dirname(path), target)),
    );
    expect(links.filter((path) => path.startsWith('..') || !existsSync(join(app, path)))).toEqual([]);
  });
});

/** Loads a page with its scripts and styles, as a browser does; answers their types. @throws {Error} where one is missing. */
async function typesOfPage(url: string): Promise<string[]> {
  const page = await load(url);
  const names = [...page.text.matchAll(/<(?:script|link)\s[^>]*?(?:src|href)="((?!data:)[^"]+)"/g)].map(([, name = '']) => name);
  const parts = await Promise.all(names.map((name) => load(new URL(name, url).href)));
  return [page, ...parts].map(({ type }) => type);
}

async function load(url: string) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} is answered ${response.status}`);
  // Read to its end: a server that closes waits for whoever still reads.
  return { type: response.headers.get('content-type')?.split(';')[0] ?? '', text: await response.text() };
}
