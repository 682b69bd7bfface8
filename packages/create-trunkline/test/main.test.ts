import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesIn, temporaryFolder } from './temporary-folder.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const TEMPLATE = join(import.meta.dirname, '../dist/templates/minimal');

function start(cwd: string, ...args: string[]) {
  return spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

describe('main', () => {
  it('asks nothing where there is no terminal', async () => {
    const folder = temporaryFolder();
    const child = start(folder, '--no-install');
    expect([await text(child.stderr), await once(child, 'close'), readdirSync(folder)]).toEqual(['', [0, null], ['trunkline-app']]);
  });

  it('fails with a sentence and no stack', async () => {
    const folder = temporaryFolder({ 'trunkline-app/mine': '' });
    const child = start(folder, '--yes');
    expect(await text(child.stderr)).toBe(
      `${join(folder, 'trunkline-app')} is not empty; choose another folder, or add --force to overwrite files of the same names\n`,
    );
    expect(await once(child, 'close')).toEqual([1, null]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing half written at %s', async (signal) => {
    const folder = temporaryFolder();
    const child = start(folder, 'app', '--no-install');
    // The first thing that appears in the folder is the draft, to which it is then writing.
    const watcher = watch(folder, () => child.kill(signal));
    onTestFinished(() => watcher.close());
    await once(child, 'close');
    expect(child.killed).toBe(true);
    expect(readdirSync(folder)).toEqual(['app']);
    expect(Object.keys(filesIn(join(folder, 'app')))).toHaveLength(Object.keys(filesIn(TEMPLATE)).length);
  });
});
