import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { importsOf } from './rules/imports.ts';

/** Lists the packages that an entry loads at run time, by itself or by the files of its own package that it imports; builtins apart. */
export function packagesLoadedBy(entry: string): string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (url: string): void => {
    if (seen.has(url)) return;
    seen.add(url);
    for (const specifier of importsOf({ path: fileURLToPath(url), text: readFileSync(new URL(url), 'utf8') })) {
      if (specifier.startsWith('.')) visit(new URL(specifier, url).href);
      else if (!isBuiltin(specifier)) packages.add(nameOf(specifier));
    }
  };
  visit(import.meta.resolve(entry));
  return [...packages].sort();
}

function nameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
