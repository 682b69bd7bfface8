import type { TextFile } from '../../support/files.ts';
import { PACKAGE_SCRIPTS, TOP_LEVEL } from '../tables.ts';

/** Finds what the top level of the repository has too much or lacks. Dotfiles are free, `node_modules` is not ours. */
export function topLevelViolations(names: readonly string[]): string[] {
  const visible = names.filter((name) => !name.startsWith('.') && name !== 'node_modules');
  return [
    ...visible.filter((name) => !TOP_LEVEL.includes(name)).map((name) => `${name} does not belong to the top level`),
    ...TOP_LEVEL.filter((name) => !visible.includes(name)).map((name) => `${name} is missing`),
  ];
}

/** Finds workspace packages that `tsc --build` at the root would pass over, because tsconfig.json does not name them. */
export function untypedPackages(manifests: readonly TextFile[], rootTsconfig: TextFile): string[] {
  const { references }: { references: { path: string }[] } = JSON.parse(rootTsconfig.text);
  const named = new Set(references.map(({ path }) => path));
  return manifests
    .map(({ path }) => path.replace(/\/package\.json$/, ''))
    .filter((folder) => !named.has(folder))
    .map((folder) => `${rootTsconfig.path} does not reference ${folder}`);
}

/** Finds published packages that `check` would pass over, because they lack one of its scripts. */
export function uncheckedPackages(manifests: readonly TextFile[]): string[] {
  return manifests.flatMap(({ path, text }) => {
    const manifest: { private?: boolean; scripts?: Record<string, string> } = JSON.parse(text);
    if (manifest.private) return [];
    const { scripts = {} } = manifest;
    return PACKAGE_SCRIPTS.filter((name) => scripts[name] === undefined).map((name) => `${path} has no script ${name}`);
  });
}
