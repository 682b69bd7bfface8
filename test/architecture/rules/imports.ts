import { posix } from 'node:path';
import ts from 'typescript';
import type { TextFile } from '../../support/files.ts';

/** Lists what a file imports or re-exports, statically or dynamically, for values or types; comments and strings are no imports. */
export function importsOf({ text }: TextFile): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The repository path that a relative import leads to; `undefined` for a package. */
export function relativeTarget({ path }: TextFile, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}
