import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { TemplateName } from '../src/templates.ts';
import { ALLOWED_SCRIPTS, type Manifest, standaloneManifest, type Versions } from './manifest.ts';
import { standaloneTsconfig, type Tsconfig } from './tsconfig.ts';

/** Where each template lives in the repository, as an application of its workspace. */
const SOURCES: Readonly<Record<TemplateName, string>> = {
  minimal: 'packages/create-trunkline/templates/minimal',
  ticker: 'apps/ticker',
};

/** What is made where an application is at work, and not part of it. */
const NOT_COPIED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.cache']);

/** Copies every template from the repository into a folder below `target`, rewritten so that it stands alone. */
export function copyTemplates(repository: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  for (const [name, source] of Object.entries(SOURCES)) {
    const copy = join(target, name);
    cpSync(join(repository, source), copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
    rewriteManifest(join(copy, 'package.json'), `trunkline-${name}`, versionsOf(repository));
    rewriteTsconfigs(copy, repository);
    // pnpm does not read it from the package.json.
    writeFileSync(join(copy, 'pnpm-workspace.yaml'), stringify({ allowBuilds: ALLOWED_SCRIPTS }));
    // npm publishes no .gitignore; whoever scaffolds gives it its name.
    writeFileSync(join(copy, '_gitignore'), 'node_modules\ndist\n');
  }
}

function versionsOf(repository: string): Versions {
  const { catalog }: { catalog: Record<string, string> } = parse(readFileSync(join(repository, 'pnpm-workspace.yaml'), 'utf8'));
  return {
    catalog,
    ofWorkspace(name) {
      const { version }: { version: string } = readJson(join(repository, 'packages', name.replace('@trunkline/', ''), 'package.json'));
      return version;
    },
  };
}

function rewriteManifest(path: string, name: string, versions: Versions): void {
  const manifest: Manifest = readJson(path);
  writeJson(path, standaloneManifest(manifest, name, versions));
}

function rewriteTsconfigs(folder: string, repository: string): void {
  const { compilerOptions = {} }: Tsconfig = readJson(join(repository, 'tsconfig.base.json'));
  const names = readdirSync(folder).filter((name) => /^tsconfig.*\.json$/.test(name));
  const tsconfigs = names.map((name): [string, Tsconfig] => [name, readJson(join(folder, name))]);
  const referenced = tsconfigs.flatMap(([, { references = [] }]) => references.map(({ path }) => path));
  for (const [name, tsconfig] of tsconfigs) {
    writeJson(join(folder, name), standaloneTsconfig(tsconfig, compilerOptions, referenced.includes(name)));
  }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path: string, value: object): void {
  // A list of words reads better on one line.
  const text = JSON.stringify(value, undefined, 2).replaceAll(
    /\[\s+([^[\]{}]+?)\s+\]/g,
    (_, items) => `[${items.replaceAll(/\s+/g, ' ')}]`,
  );
  writeFileSync(path, `${text}\n`);
}
