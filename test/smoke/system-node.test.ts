import { describe, expect, it } from 'vitest';
import { publishedEntries } from '../support/published-entries.ts';
import { findSystemNode, runUnderSystemNode } from './system-node.ts';

const TIMEOUT_MS = 20_000;

describe('the built packages under the system Node', () => {
  it('run on a Node that is old enough to prove something, and not too old', () => {
    const { output } = runUnderSystemNode(['-p', 'process.versions.node'], TIMEOUT_MS);
    expect(Number.parseInt(output, 10)).toBeGreaterThanOrEqual(20);
  });

  it.each(publishedEntries())('import %s', (entry) => {
    expect(runUnderSystemNode(['--input-type=module', '--eval', `import ${JSON.stringify(entry)}`], TIMEOUT_MS)).toEqual({
      status: 0,
      output: '',
    });
  });

  it('echo a message over the engine', () => {
    expect(runUnderSystemNode(['echo.mjs'], TIMEOUT_MS)).toEqual({ status: 0, output: 'echoed: hello\n' });
  });
});

describe('findSystemNode', () => {
  it('says so when there is none', () => {
    expect(() => findSystemNode('/nowhere/node_modules/.bin')).toThrow('no Node on the PATH');
  });
});
