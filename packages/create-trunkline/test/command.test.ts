import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { runCommand } from 'citty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command } from '../src/command.ts';
import { filesIn, temporaryFolder } from './temporary-folder.ts';

const MINIMAL = join(import.meta.dirname, '../dist/templates/minimal');

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => printed.push(line));
  vi.stubEnv('npm_config_user_agent', 'npm/11.19.1');
});

afterEach(() => {
  process.exitCode = undefined;
});

const run = (...rawArgs: string[]) => runCommand(command, { rawArgs });

describe('command', () => {
  it('makes an application and tells how to go on', async () => {
    const folder = join(temporaryFolder(), 'My App');
    await run(folder, '--template', 'minimal', '--no-install');
    const { _gitignore, 'package.json': manifest, ...others } = filesIn(MINIMAL);
    expect(filesIn(folder)).toEqual({
      ...others,
      '.gitignore': _gitignore,
      'package.json': manifest?.replace('"trunkline-minimal"', '"my-app"'),
    });
    const way = `cd "${relative('', folder)}"`;
    expect(printed.map((line) => line.trim()).slice(-4)).toEqual([way, 'npm install', 'npm run dev', 'npm test']);
    expect(process.exitCode).toBeUndefined();
  });

  it('installs, and does not tell to do so again', async () => {
    const programs = temporaryFolder({ npm: '#!/bin/sh\nexit 0\n' });
    chmodSync(join(programs, 'npm'), 0o755);
    vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
    await run(join(temporaryFolder(), 'app'), '--install');
    expect(printed.map((line) => line.trim()).slice(-2)).toEqual(['npm run dev', 'npm test']);
    expect(printed).not.toContain('  npm install');
  });

  it('keeps what it has written when the installation fails', async () => {
    vi.stubEnv('PATH', temporaryFolder()); // there is no npm
    const folder = join(temporaryFolder(), 'app');
    await run(folder, '--yes');
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"app"');
    expect(printed.at(-1)).toBe('\nThe installation failed; everything else is there.');
    expect(process.exitCode).toBe(1);
  });

  it.each([
    [['--templat', 'minimal'], 'there is no option --templat; --help lists them'],
    [['app', 'other'], 'one folder at a time, not app and other'],
    [['--template', 'maximal'], 'there is no template "maximal"; there are minimal, ticker, editor'],
    [['--template'], 'there is no template ""; there are minimal, ticker, editor'],
    [[join(import.meta.filename, 'app')], `${import.meta.filename}: this is a file; choose another folder`],
  ])('refuses %j', async (rawArgs, problem) => {
    await run(...rawArgs);
    expect(printed).toEqual([problem]);
    expect(process.exitCode).toBe(1);
  });

  it('writes into a folder that is not empty only with --force', async () => {
    const folder = temporaryFolder({ mine: 'mine' });
    await run(folder, '--no-install');
    expect(filesIn(folder)).toEqual({ mine: 'mine' });
    await run(folder, '--no-install', '--force');
    expect(Object.keys(filesIn(folder))).toEqual(expect.arrayContaining(['contract.ts', 'mine']));
  });
});
