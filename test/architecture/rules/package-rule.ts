import type { TextFile } from '../../support/files.ts';
import { placeOf } from '../place.ts';
import { APP_PERMISSIONS, PERMISSIONS, type Permission, TEST_PERMISSIONS, WITHOUT_DEPENDENCIES } from '../tables.ts';
import { importsOf, relativeTarget } from './imports.ts';

const SCOPE = '@trunkline/';

/** Finds imports across packages that the table does not allow, and relative imports that leave their package. */
export function packageViolations(file: TextFile): string[] {
  return importsOf(file)
    .filter((specifier) => !mayImport(file, specifier))
    .map((specifier) => `${file.path} may not import ${specifier}`);
}

function mayImport(file: TextFile, specifier: string): boolean {
  const target = relativeTarget(file, specifier);
  if (target !== undefined) return staysAtHome(file.path, target);
  return !specifier.startsWith(SCOPE) || isPermitted(file.path, specifier.slice(SCOPE.length));
}

function staysAtHome(from: string, to: string): boolean {
  const home = placeOf(from);
  const target = placeOf(to);
  if (home.area !== target.area || home.name !== target.name) return false;
  // Sources are published, tests are not.
  return home.area !== 'packages' || !home.inside.startsWith('src/') || target.inside.startsWith('src/');
}

function isPermitted(path: string, wanted: string): boolean {
  const { area, name, inside } = placeOf(path);
  if (area === 'test') return true; // only what `exports` names can be found, so it is a public entry point
  const permissions = area === 'apps' ? APP_PERMISSIONS : [...(PERMISSIONS[name] ?? []), ...TEST_PERMISSIONS];
  return permissions.some((permission) => covers(permission, wanted) && isIn(inside, permission.onlyIn));
}

function covers({ target }: Permission, wanted: string): boolean {
  return wanted === target || (!target.includes('/') && wanted.startsWith(`${target}/`));
}

function isIn(inside: string, folder: string | undefined): boolean {
  return folder === undefined || inside.startsWith(`${folder}/`) || inside === `${folder}.ts`;
}

/** Finds run-time dependencies in a package.json that the tables do not allow. */
export function manifestViolations(file: TextFile): string[] {
  const { area, name } = placeOf(file.path);
  const manifest: Record<string, object> = JSON.parse(file.text);
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies });
  const permissions = area === 'apps' ? APP_PERMISSIONS : (PERMISSIONS[name] ?? []);
  const isAllowed = (dependency: string) =>
    dependency.startsWith(SCOPE)
      ? permissions.some(({ target }) => target.split('/')[0] === dependency.slice(SCOPE.length))
      : !WITHOUT_DEPENDENCIES.includes(name);
  return dependencies.filter((dependency) => !isAllowed(dependency)).map((dependency) => `${file.path} may not depend on ${dependency}`);
}
