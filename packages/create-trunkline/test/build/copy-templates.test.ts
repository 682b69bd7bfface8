import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyTemplates } from '../../build/copy-templates.ts';
import { TEMPLATES } from '../../src/templates.ts';
import { filesIn, temporaryFolder } from '../temporary-folder.ts';

const REPOSITORY = join(import.meta.dirname, '../../../..');
const MINIMAL = join(import.meta.dirname, '../../templates/minimal');

/** The files of all templates, copied to where older ones were. */
function copiedFiles(): Record<string, string> {
  const target = temporaryFolder({ 'outdated/file': '' });
  copyTemplates(REPOSITORY, target);
  return filesIn(target);
}

describe('copyTemplates', () => {
  it('copies every template, and nothing is left of an earlier time', () => {
    const names = Object.keys(copiedFiles()).map((path) => path.split('/')[0] ?? '');
    expect(new Set(names)).toEqual(new Set(Object.keys(TEMPLATES)));
  });

  it('copies what belongs to the repository, and adds what only the published one needs', () => {
    const files = copiedFiles();
    expect(Object.keys(files).filter((path) => /(^|\/)(node_modules|dist|\.cache)\//.test(path))).toEqual([]);
    expect(files['minimal/contract.ts']).toBe(readFileSync(join(MINIMAL, 'contract.ts'), 'utf8'));
    expect(files['minimal/_gitignore']).toBe('node_modules\ndist\n');
    expect(files['editor/_gitignore']).toBe('node_modules\ndist\ndata\n');
    expect(files['editor/.gitignore']).toBeUndefined();
    expect(files['minimal/pnpm-workspace.yaml']).toBe('allowBuilds:\n  node: true\n  msgpackr-extract: false\n');
  });

  it('leaves nothing in the manifests that only the workspace understands', () => {
    const manifests = Object.entries(copiedFiles()).filter(([path]) => /(package|tsconfig.*)\.json$/.test(path));
    expect(manifests.filter(([, text]) => /workspace:|catalog:|"@trunkline\/template|tsconfig\.base/.test(text))).toEqual([]);
  });

  it('writes short lists on one line', () => {
    expect(copiedFiles()['minimal/tsconfig.json']).toContain('"lib": ["es2023", "dom", "dom.iterable"],');
  });
});
