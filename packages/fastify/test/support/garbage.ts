import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Frees whatever nothing refers to any more. */
export function collectGarbage(): void {
  if (typeof collect === 'function') collect();
}
