import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { install, packageManagerOf, runCommandOf } from '../src/package-manager.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('packageManagerOf', () => {
  it.each([
    ['npm/11.19.1 node/v24.9.0 linux x64 workspaces/false', 'npm'],
    ['pnpm/12.21.0 npm/? node/v24.9.0 linux x64', 'pnpm'],
    ['yarn/4.9.1 npm/? node/v24.9.0 linux x64', 'yarn'],
    ['bun/1.3.0 npm/? node/v24.3.0 linux x64', 'bun'],
    ['cnpm/9.0.0', 'npm'],
    [undefined, 'npm'],
  ])('reads %s as %s', (userAgent, manager) => {
    expect(packageManagerOf(userAgent)).toBe(manager);
  });
});

describe('runCommandOf', () => {
  it.each([
    ['npm', 'npm run dev', 'npm test'],
    ['pnpm', 'pnpm dev', 'pnpm test'],
    ['yarn', 'yarn dev', 'yarn test'],
    // `bun test` would be its own test runner.
    ['bun', 'bun run dev', 'bun run test'],
  ] as const)('of %s is "%s" and "%s"', (manager, dev, test) => {
    expect([runCommandOf(manager, 'dev'), runCommandOf(manager, 'test')]).toEqual([dev, test]);
  });
});

describe('install', () => {
  it.each([
    ['test "$*" = install && test -f package.json', true],
    ['exit 1', false],
  ])('tells how it ended: %s', async (script, isInstalled) => {
    const programs = temporaryFolder({ npm: `#!/bin/sh\n${script}\n` });
    chmodSync(`${programs}/npm`, 0o755);
    vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
    expect(await install('npm', temporaryFolder({ 'package.json': '{}' }))).toBe(isInstalled);
  });

  it('tells that there is no such program', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    expect(await install('yarn', temporaryFolder())).toBe(false);
  });
});
