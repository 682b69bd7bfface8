import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CreateError } from '../src/create-error.ts';
import { scaffold } from '../src/scaffold.ts';
import { filesIn, temporaryFolder } from './temporary-folder.ts';

const MANIFEST = '{\n  "name": "template",\n  "private": true\n}\n';

function makeTemplate(): string {
  return temporaryFolder({ _gitignore: 'dist\n', 'package.json': MANIFEST, 'server/main.ts': 'start();\n' });
}

const written = {
  '.gitignore': 'dist\n',
  'package.json': '{\n  "name": "app",\n  "private": true\n}\n',
  'server/main.ts': 'start();\n',
};

describe('scaffold', () => {
  it('writes an application into a new folder, and nothing beside it', () => {
    const parent = temporaryFolder();
    scaffold({ template: makeTemplate(), folder: join(parent, 'apps/app'), name: 'app' });
    expect(filesIn(parent)).toEqual(Object.fromEntries(Object.entries(written).map(([path, text]) => [`apps/app/${path}`, text])));
    expect(readdirSync(join(parent, 'apps'))).toEqual(['app']);
  });

  it('makes a folder that is as open to others as any other', () => {
    const parent = temporaryFolder({ 'other/file': '' });
    scaffold({ template: makeTemplate(), folder: join(parent, 'app'), name: 'app' });
    expect(statSync(join(parent, 'app/server')).mode).toBe(statSync(join(parent, 'other')).mode);
  });

  it('writes into a folder that is there, over files of the same names only', () => {
    const folder = temporaryFolder({ 'package.json': '{}', 'server/mine.ts': 'mine', 'mine.md': 'mine' });
    scaffold({ template: makeTemplate(), folder, name: 'app' });
    expect(filesIn(folder)).toEqual({ ...written, 'server/mine.ts': 'mine', 'mine.md': 'mine' });
    expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'mine.md', 'package.json', 'server']);
  });

  it.each([
    ['a file', { server: 'mine' }, 'server is a file, of the same name as a folder of the template; move it away'],
    ['a folder', { 'package.json/mine': 'mine' }, 'package.json is a folder, of the same name as a file of the template; move it away'],
  ])('touches nothing where %s is in the way', (_, files, problem) => {
    const folder = temporaryFolder(files);
    expect(() => scaffold({ template: makeTemplate(), folder, name: 'app' })).toThrow(new CreateError(join(folder, problem)));
    expect(filesIn(folder)).toEqual(files);
  });

  it('leaves nothing behind when it fails', () => {
    const parent = temporaryFolder();
    const broken = temporaryFolder({ _gitignore: '', 'package.json': 'not JSON' });
    expect(() => scaffold({ template: broken, folder: join(parent, 'app'), name: 'app' })).toThrow(SyntaxError);
    expect(readdirSync(parent)).toEqual([]);
  });
});
