import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow, readTextFile } from '../support/files.ts';
import { REPOSITORY } from '../support/repository.ts';
import { sourceFolderOf } from './place.ts';
import { floorViolations } from './rules/floor-rule.ts';
import { topLevelViolations, uncheckedPackages, untypedPackages } from './rules/layout-rule.ts';
import { untestedSources } from './rules/mirror-rule.ts';
import { outsideViolations } from './rules/outside-rule.ts';
import { manifestViolations, packageViolations } from './rules/package-rule.ts';

const files = ['packages', 'apps', 'test'].flatMap((folder) => filesBelow(folder, /\.(ts|tsx|mjs)$/));
const manifests = ['packages', 'apps', 'test'].flatMap((folder) => filesBelow(folder, /^package\.json$/));
const sources = files.filter(({ path }) => sourceFolderOf(path) !== undefined);

describe('the repository', () => {
  it('has sources to look at', () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  it('imports across packages only as the table says', () => {
    expect(files.flatMap(packageViolations)).toEqual([]);
  });

  it('depends on packages of ours only as the table says, and core on nothing', () => {
    expect(manifests.filter(({ path }) => !path.startsWith('test/')).flatMap(manifestViolations)).toEqual([]);
  });

  it('imports inside a package only from lower floors', () => {
    expect(sources.flatMap(floorViolations)).toEqual([]);
  });

  it('touches the outside only in shells', () => {
    expect(sources.flatMap(outsideViolations)).toEqual([]);
  });

  it('has a test beside every source with code in it', () => {
    expect(untestedSources(sources, new Set(files.map(({ path }) => path)))).toEqual([]);
  });

  it('has exactly the top level that it should have', () => {
    expect(topLevelViolations(readdirSync(REPOSITORY))).toEqual([]);
  });

  it('type-checks every package of the workspace', () => {
    expect(untypedPackages(manifests, readTextFile('tsconfig.json'))).toEqual([]);
  });

  it('checks every package before it is published', () => {
    expect(uncheckedPackages(manifests.filter(({ path }) => path.startsWith('packages/')))).toEqual([]);
  });
});
