import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { REPOSITORY } from './repository.ts';

/** A text file; `path` is relative to the repository, with `/`. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const GENERATED = new Set(['node_modules', 'dist', '.cache']);

/** Reads one file of the repository. */
export function readTextFile(path: string): TextFile {
  return { path: path.split(sep).join('/'), text: readFileSync(join(REPOSITORY, path), 'utf8') };
}

/** Reads every file below a folder of the repository whose name matches, generated ones apart. */
export function filesBelow(folder: string, name: RegExp): TextFile[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : filesBelow(path, name);
    return name.test(entry.name) ? [readTextFile(path)] : [];
  });
}
