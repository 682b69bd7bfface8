import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/repository.ts';

/** The file that a runtime, or a bundler, with these conditions loads for `@trunkline/client`. */
async function entryUnder(conditions: string[]): Promise<string | undefined> {
  const { metafile } = await build({
    entryPoints: ['@trunkline/client'],
    absWorkingDir: join(REPOSITORY, 'test'),
    bundle: true,
    external: [...builtinModules, '@trunkline/core/node'],
    conditions,
    platform: 'neutral',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs)[0]?.entryPoint;
}

describe('the conditions of the client', () => {
  it.each([
    [['node'], 'node.js'],
    // Both runtimes say that they are Node.js, too, and have a WebSocket of their own.
    [['deno', 'node'], 'browser.js'],
    [['bun', 'node'], 'browser.js'],
    [['browser'], 'browser.js'],
    [['worker'], 'browser.js'],
  ])('%o lead to %s', async (conditions, entry) => {
    expect(await entryUnder(conditions)).toBe(`../packages/client/dist/${entry}`);
  });
});
