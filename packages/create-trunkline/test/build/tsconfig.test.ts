import { describe, expect, it } from 'vitest';
import { standaloneTsconfig } from '../../build/tsconfig.ts';

const workspace = { strict: true, types: [], composite: true, outDir: '.cache', emitDeclarationOnly: true };
const extending = { extends: '../../tsconfig.base.json', compilerOptions: { types: ['node'] }, include: ['server'] };

describe('standaloneTsconfig', () => {
  it('takes in what it extended, and writes nothing', () => {
    expect(standaloneTsconfig(extending, workspace, false)).toEqual({
      compilerOptions: { strict: true, types: ['node'], noEmit: true },
      include: ['server'],
    });
  });

  it('leaves one of many in build mode', () => {
    expect(standaloneTsconfig(extending, workspace, true)).toEqual({
      compilerOptions: { ...workspace, types: ['node'] },
      include: ['server'],
    });
  });

  it('leaves one that references others a list of them', () => {
    const list = { files: [], references: [{ path: 'tsconfig.web.json' }] };
    expect(standaloneTsconfig({ extends: '../../tsconfig.base.json', ...list }, workspace, false)).toEqual(list);
  });
});
