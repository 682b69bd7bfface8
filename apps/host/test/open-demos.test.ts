import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDemos } from '../open-demos.ts';

it('opens the demo of every folder with a server/app.ts, in alphabetical order', async () => {
  const apps = mkdtempSync(join(tmpdir(), 'apps-'));
  onTestFinished(() => rmSync(apps, { recursive: true }));
  for (const name of ['zebra', 'ant']) {
    mkdirSync(join(apps, name, 'server'), { recursive: true });
    writeFileSync(join(apps, name, 'server/app.ts'), `export const open = async () => ({ title: '${name}' });\n`);
  }
  mkdirSync(join(apps, 'host'));
  writeFileSync(join(apps, 'README.md'), '');
  expect([...(await openDemos(apps))]).toEqual([
    ['ant', { title: 'ant' }],
    ['zebra', { title: 'zebra' }],
  ]);
});
