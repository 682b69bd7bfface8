// What `npm test` starts: plain JavaScript, because the system's Node may be too old to run TypeScript.
// It installs the workspace and leaves the rest to test/run/main.ts under the workspace's own Node.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const OLDEST_NODE = [20, 19];

function run(words, args) {
  console.log(`── ${words}`);
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // CI: pnpm must never stop to ask something.
  const { error, status } = spawnSync('npx', ['--yes', ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, CI: 'true' } });
  if (error) console.error(`npx could not be started: ${error.message}`);
  return status ?? 1;
}

function failBeforeTheTests(reason) {
  console.error(reason);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  failBeforeTheTests(`Node ${OLDEST_NODE.join('.')} or newer is needed to begin; this is ${process.versions.node}`);
}
if (run('install what the lockfile names', [PNPM, 'install', '--frozen-lockfile']) !== 0) {
  failBeforeTheTests('the installation failed');
}
// `--package` only puts pnpm on the PATH of the steps; the command itself is the workspace's Node.
process.exit(run("start the steps under the workspace's Node", ['--package', PNPM, '--', 'node_modules/.bin/node', 'test/run/main.ts']));
