import type { TextFile } from '../../support/files.ts';
import { placeOf, sourceFolderOf } from '../place.ts';
import { FLOORS, OUTSIDE } from '../tables.ts';
import { importsOf, relativeTarget } from './imports.ts';

/**
 * Finds imports that lead to a higher floor or to a neighbour on the same floor.
 *
 * A file directly in `src` is an entry: nothing imports it, and it imports no folder that touches the
 * outside, because such a folder is an entry of its own.
 */
export function floorViolations(file: TextFile): string[] {
  const { name } = placeOf(file.path);
  const folder = sourceFolderOf(file.path);
  const floors = FLOORS[name];
  if (folder === undefined || floors === undefined) return [];
  if (folder !== '' && floorOf(name, folder) === -1) return [`${file.path} is on no floor of ${name}`];
  return importsOf(file)
    .map((specifier) => ({ specifier, target: sourceFolderOf(relativeTarget(file, specifier) ?? '') }))
    .filter(({ target }) => target !== undefined && !mayReach(name, folder, target))
    .map(({ specifier }) => `${file.path} may not import ${specifier}: not a lower floor`);
}

function mayReach(name: string, from: string, to: string): boolean {
  if (from === to) return true;
  if (from === '') return !isOutside(name, to);
  const target = floorOf(name, to);
  return target !== -1 && target < floorOf(name, from);
}

function floorOf(name: string, folder: string): number {
  return FLOORS[name]?.findIndex((floor) => floor.includes(folder)) ?? -1;
}

function isOutside(name: string, folder: string): boolean {
  const allowed = OUTSIDE[name]?.globals ?? [];
  return allowed !== 'everywhere' && allowed.includes(folder);
}
