import { describe, expect, it } from 'vitest';
import { publishedEntries } from '../support/published-entries.ts';
import { findSystemNode, runUnderSystemNode } from './system-node.ts';

describe('the built packages under the system Node', () => {
  it('run on Node 20 or newer', () => {
    const { output } = runUnderSystemNode(['-p', 'process.versions.node']);
    expect(Number.parseInt(output, 10)).toBeGreaterThanOrEqual(20);
  });

  it.each(publishedEntries())('import %s', (entry) => {
    expect(runUnderSystemNode(['--input-type=module', '--eval', `import ${JSON.stringify(entry)}`])).toEqual({
      status: 0,
      output: '',
    });
  });

  it('echo a message over the engine', () => {
    expect(runUnderSystemNode(['echo.mjs'])).toEqual({ status: 0, output: 'echoed: hello\n' });
  });
});

describe('findSystemNode', () => {
  it('says so when there is none', () => {
    expect(() => findSystemNode('/nowhere/node_modules/.bin')).toThrow('no Node on the PATH');
  });
});
