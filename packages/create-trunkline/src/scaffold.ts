import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CreateError } from './create-error.ts';

/** What is to be written and where. */
export interface Scaffolding {
  /** The folder of the template. */
  readonly template: string;
  /** The folder of the application; it may exist, and its other files are left alone. */
  readonly folder: string;
  /** The application's name in its package.json. */
  readonly name: string;
}

/**
 * Writes an application.
 *
 * It is written whole into a folder beside, then renamed: a new folder is there completely or not at all. All of it is
 * synchronous, so a signal that somebody listens to waits until it is done.
 *
 * @throws {CreateError} where a file of the user's stands in place of a folder of the template, or the other way round.
 */
export function scaffold({ template, folder, name }: Scaffolding): void {
  const isNew = !existsSync(folder);
  const parent = isNew ? dirname(folder) : folder;
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, '.create-trunkline-'));
  // One level below: a temporary folder is readable by its owner only, an application need not be.
  const app = join(draft, 'app');
  try {
    cpSync(template, app, { recursive: true });
    // npm leaves a .gitignore out of what it publishes.
    renameSync(join(app, '_gitignore'), join(app, '.gitignore'));
    nameManifest(join(app, 'package.json'), name);
    if (isNew) renameSync(app, folder);
    else moveInto(app, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function nameManifest(path: string, name: string): void {
  const manifest: object = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify({ ...manifest, name }, undefined, 2)}\n`);
}

function moveInto(from: string, to: string): void {
  const entries = readdirSync(from, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = relative(from, join(entry.parentPath, entry.name));
    return { isFolder: entry.isDirectory(), source: join(from, path), target: join(to, path) };
  });
  // Before anything is moved: who is refused finds everything as it was.
  for (const { isFolder, target } of entries) {
    const found = statSync(target, { throwIfNoEntry: false });
    if (found !== undefined && found.isDirectory() !== isFolder) {
      throw new CreateError(
        `${target} is a ${isFolder ? 'file' : 'folder'}, of the same name as a ${isFolder ? 'folder' : 'file'} of the template; move it away`,
      );
    }
  }
  for (const { target } of entries.filter(({ isFolder }) => isFolder)) mkdirSync(target, { recursive: true });
  for (const { source, target } of entries.filter(({ isFolder }) => !isFolder)) renameSync(source, target);
}
