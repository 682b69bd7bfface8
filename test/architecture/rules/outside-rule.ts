import { isBuiltin } from 'node:module';
import type { TextFile } from '../../support/files.ts';
import { placeOf, sourceFolderOf } from '../place.ts';
import { OUTSIDE, type Outside } from '../tables.ts';
import { globalsOf } from './globals.ts';
import { importsOf } from './imports.ts';

const OUTSIDE_GLOBALS: ReadonlySet<string> = new Set([
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask'],
  ...['Date', 'Date.now', 'performance'],
  ...['Math.random', 'crypto'],
  ...['console', 'process', 'Buffer', 'fetch', 'WebSocket', 'require'],
  // The back doors to all of them.
  ...['globalThis', 'global', 'window', 'self', 'Math', 'eval'],
]);

/** Finds `node:` imports, timers, clocks, randomness, console, process and Buffer in folders that must not touch the outside. */
export function outsideViolations(file: TextFile): string[] {
  const folder = sourceFolderOf(file.path);
  if (folder === undefined) return [];
  const outside = OUTSIDE[placeOf(file.path).name];
  const imports = isAllowed(outside?.nodeModules, folder) ? [] : importsOf(file).filter((specifier) => isBuiltin(specifier));
  const globals = isAllowed(outside?.globals, folder) ? [] : globalsOf(file).filter((name) => OUTSIDE_GLOBALS.has(name));
  return [...imports, ...globals].map((name) => `${file.path} may not touch ${name}`);
}

function isAllowed(folders: Outside['globals'] | undefined, folder: string): boolean {
  return folders === 'everywhere' || (folders?.includes(folder) ?? false);
}
