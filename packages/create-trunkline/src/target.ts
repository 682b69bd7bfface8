import { readdirSync, statSync } from 'node:fs';

/** Tells why a folder cannot become the application, and what to do about it; `undefined` where it can. */
export function problemWith(folder: string, { force }: { readonly force: boolean }): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return `${folder} is a file; choose another folder`;
  // A repository that was just made or cloned is as good as empty.
  const isEmpty = readdirSync(folder).every((name) => name === '.git');
  return isEmpty || force
    ? undefined
    : `${folder} is not empty; choose another folder, or add --force to overwrite files of the same names`;
}
