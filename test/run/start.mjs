// What `npm start` starts. It installs and builds what is not there yet, and leaves the rest to apps/host under the workspace's own Node.

import { spawn } from 'node:child_process';
import { isBuilt, rememberBuild } from './built.mjs';
import { install, nodeProblem, npx, PNPM, ROOT } from './workspace.mjs';

const PARENT = process.ppid;

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

const problem = nodeProblem();
if (problem !== undefined) fail(problem);
if (install() !== 0) fail('the installation failed');
if (!isBuilt()) {
  const startedAt = Date.now();
  if (npx('build packages and apps', [PNPM, 'run', 'build']) !== 0) fail('the build failed');
  rememberBuild(startedAt);
}

const host = spawn('node_modules/.bin/node', ['apps/host/main.ts'], { cwd: ROOT, stdio: 'inherit' });
// A terminal sends Ctrl-C to both, and the host drains first; a supervisor sends SIGTERM to this process alone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => host.kill('SIGTERM'));
// Most shells that npm starts this with die of its SIGTERM without a word to this process.
const watch = setInterval(() => {
  if (process.ppid === PARENT) return;
  clearInterval(watch);
  host.kill('SIGTERM');
}, 500);
host.on('exit', (code) => process.exit(code ?? 1));
