import { existsSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { type Outcome, runProgram } from '../support/run-program.ts';

/** Finds the first Node on the PATH that is not the workspace's own. */
export function findSystemNode(path = process.env.PATH ?? ''): string {
  const candidates = path
    .split(delimiter)
    .filter((folder) => !folder.split(sep).includes('node_modules'))
    .map((folder) => join(folder, 'node'));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error('there is no Node on the PATH besides the one of the workspace');
  return found;
}

/** Runs a program of this folder under that Node, in a bare environment. */
export function runUnderSystemNode(args: readonly string[]): Outcome {
  return runProgram(findSystemNode(), args, { cwd: import.meta.dirname, env: {} });
}
