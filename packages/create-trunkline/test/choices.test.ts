import { describe, expect, it } from 'vitest';
import { choose, DEFAULTS, type Questions } from '../src/choices.ts';
import { CreateError } from '../src/create-error.ts';

const OPEN = { dir: undefined, template: undefined, install: undefined };
const anyFolder = () => undefined;

const nobody: Questions = {
  dir: () => Promise.reject(new Error('asked for the folder')),
  template: () => Promise.reject(new Error('asked for the template')),
  install: () => Promise.reject(new Error('asked whether to install')),
};

describe('choose', () => {
  it('asks nothing that the command line says', async () => {
    const flags = { dir: 'app', template: 'minimal', install: false };
    expect(await choose(flags, nobody, anyFolder)).toEqual(flags);
  });

  it.each([
    ['for the folder', { ...OPEN, template: 'minimal', install: true }],
    ['for the template', { ...OPEN, dir: 'app', install: true }],
    ['whether to install', { ...OPEN, dir: 'app', template: 'minimal' }],
  ])('asks %s where it does not', async (what, flags) => {
    await expect(choose(flags, nobody, anyFolder)).rejects.toThrow(`asked ${what}`);
  });

  it('names the templates to whoever names none of them', async () => {
    await expect(choose({ ...OPEN, template: 'maximal' }, nobody, anyFolder)).rejects.toThrow(
      new CreateError('there is no template "maximal"; there are minimal, ticker, editor'),
    );
  });

  it.each(['app', undefined])('refuses a folder that will not do: %s', async (dir) => {
    await expect(choose({ ...OPEN, dir }, DEFAULTS, (wanted) => `${wanted} is full`)).rejects.toThrow(
      new CreateError(`${dir ?? 'trunkline-app'} is full`),
    );
  });
});

describe('DEFAULTS', () => {
  it('answer everything', async () => {
    expect(await choose(OPEN, DEFAULTS, anyFolder)).toEqual({ dir: 'trunkline-app', template: 'minimal', install: true });
  });
});
