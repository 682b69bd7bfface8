import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { TemplateName } from '../src/templates.ts';
import { ALLOWED_SCRIPTS, type Manifest, standaloneManifest, type Versions } from './manifest.ts';
import { standaloneTsconfig, type Tsconfig } from './tsconfig.ts';

/** Where each template lives in the repository, as an application of its workspace. */
const SOURCES: Readonly<Record<TemplateName, string>> = {
  minimal: 'packages/create-trunkline/templates/minimal',
  ticker: 'apps/ticker',
  editor: 'apps/editor',
};

/** What installing and building make in every application; its own .gitignore has what else it makes. */
const MADE = ['node_modules', 'dist'];

/** Copies every template from the repository into a folder below `target`, rewritten so that it stands alone. */
export function copyTemplates(repository: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  const versions = versionsOf(repository);
  for (const [name, source] of Object.entries(SOURCES)) {
    const copy = join(target, name);
    copyWithoutIgnored(join(repository, source), copy);
    rewriteManifest(join(copy, 'package.json'), `trunkline-${name}`, versions);
    rewriteTsconfigs(copy, repository);
    // pnpm does not read it from the package.json.
    writeFileSync(join(copy, 'pnpm-workspace.yaml'), stringify({ allowBuilds: ALLOWED_SCRIPTS }));
  }
}

/** Copies an application without what is ignored in it. npm publishes no .gitignore, so it is a `_gitignore` until somebody scaffolds. */
function copyWithoutIgnored(source: string, copy: string): void {
  const ignored = [...MADE, ...ignoredIn(source)];
  const left = new Set([...ignored, '.gitignore']);
  cpSync(source, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
  writeFileSync(join(copy, '_gitignore'), `${ignored.join('\n')}\n`);
}

/** The names in an application's .gitignore, if it has one. */
function ignoredIn(folder: string): string[] {
  const path = join(folder, '.gitignore');
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
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
