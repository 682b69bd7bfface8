// What `npm test` and `npm start` begin with: plain JavaScript, because the system's Node may be too old to run TypeScript.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];

export const PNPM = 'pnpm@12.21.0';
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Says what is wrong with the Node that runs this; undefined: it will do. */
export function nodeProblem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNewEnough ? undefined : `Node ${OLDEST_NODE.join('.')} or newer is needed to begin; this is ${process.versions.node}`;
}

/** Runs `npx` at the root of the repository. @returns the exit code. */
export function npx(words, args) {
  console.log(`── ${words}`);
  // Versions are exact, so what npm has kept will do: without a network it would try for a minute to ask about them.
  // CI: pnpm must never stop to ask something.
  const { error, status } = spawnSync('npx', ['--yes', '--prefer-offline', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CI: 'true' },
  });
  if (error) console.error(`npx could not be started: ${error.message}`);
  return status ?? 1;
}

/** Installs what the lockfile names. @returns the exit code. */
export function install() {
  return npx('install what the lockfile names', [PNPM, 'install', '--frozen-lockfile']);
}
