// Whether `npm start` has to build: not when it did and nothing has changed since.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

const STAMP = join(ROOT, 'node_modules/.cache/built');
const FOLDERS = ['packages', 'apps'].map((name) => join(ROOT, name));
/** What installing, building and running make. */
const MADE = ['node_modules', 'dist', 'data'];

/** Whether everything is built as the sources are. */
export function isBuilt() {
  if (!existsSync(STAMP)) return false;
  const builtAt = Number(readFileSync(STAMP, 'utf8'));
  return projects().every(hasOutput) && FOLDERS.every((folder) => changedAt(folder) < builtAt);
}

/** Remembers that a build that began then has succeeded. */
export function rememberBuild(startedAt) {
  mkdirSync(join(STAMP, '..'), { recursive: true });
  writeFileSync(STAMP, `${startedAt}`);
}

/** A build that was interrupted leaves a folder with nothing in it. */
function hasOutput(folder) {
  const output = join(folder, 'dist');
  return existsSync(output) && readdirSync(output).length > 0;
}

/** The folders that have something to build. */
function projects() {
  const manifests = FOLDERS.flatMap((parent) => readdirSync(parent).map((name) => join(parent, name, 'package.json')));
  return manifests
    .filter((file) => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).scripts?.build !== undefined)
    .map((file) => join(file, '..'));
}

/** When a source was changed last, in ms since 1970. */
function changedAt(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !MADE.includes(name));
  const times = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? changedAt(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}
