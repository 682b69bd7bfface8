import { describe, expect, it } from 'vitest';
import { TOP_LEVEL } from '../tables.ts';
import { topLevelViolations, uncheckedPackages, untypedPackages } from './layout-rule.ts';

describe('topLevelViolations', () => {
  it('accepts exactly the list, with any dotfiles', () => {
    expect(topLevelViolations([...TOP_LEVEL, '.gitignore', 'node_modules'])).toEqual([]);
  });

  it('finds what is too much and what is missing', () => {
    const names = TOP_LEVEL.filter((name) => name !== 'LICENSE');
    expect(topLevelViolations([...names, 'scripts'])).toEqual(['scripts does not belong to the top level', 'LICENSE is missing']);
  });
});

const manifest = (path: string, content: object = {}) => ({ path, text: JSON.stringify(content) });

describe('untypedPackages', () => {
  it('finds a package that the root does not reference', () => {
    const tsconfig = manifest('tsconfig.json', { references: [{ path: 'packages/core' }] });
    const manifests = [manifest('packages/core/package.json'), manifest('test/package.json')];
    expect(untypedPackages(manifests, tsconfig)).toEqual(['tsconfig.json does not reference test']);
  });
});

describe('uncheckedPackages', () => {
  it('finds a package without one of the scripts', () => {
    const manifests = [
      manifest('packages/core/package.json', { scripts: { build: 'tsup', publint: 'publint', attw: 'attw' } }),
      manifest('packages/yjs/package.json', { scripts: { build: 'tsup', publint: 'publint' } }),
    ];
    expect(uncheckedPackages(manifests)).toEqual(['packages/yjs/package.json has no script attw']);
  });

  it('passes over what is not published', () => {
    expect(uncheckedPackages([manifest('packages/create-trunkline/templates/minimal/package.json', { private: true })])).toEqual([]);
  });
});
