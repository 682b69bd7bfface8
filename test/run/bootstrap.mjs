// What `npm test` starts. It installs the workspace and leaves the rest to test/run/main.ts under the workspace's own Node.

import { install, nodeProblem, npx, PNPM } from './workspace.mjs';

function failBeforeTheTests(reason) {
  console.error(reason);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const problem = nodeProblem();
if (problem !== undefined) failBeforeTheTests(problem);
if (install() !== 0) failBeforeTheTests('the installation failed');
// `--package` only puts pnpm on the PATH of the steps; the command itself is the workspace's Node.
process.exit(npx("start the steps under the workspace's Node", ['--package', PNPM, '--', 'node_modules/.bin/node', 'test/run/main.ts']));
