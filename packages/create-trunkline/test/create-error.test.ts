import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CreateError, createErrorFrom } from '../src/create-error.ts';

describe('createErrorFrom', () => {
  it('tells what the file system means', () => {
    expect(createErrorFrom(thrownBy(() => readdirSync(import.meta.filename)))).toEqual(
      new CreateError(`${import.meta.filename}: a part of this path is a file; choose another folder`),
    );
  });

  it.each([
    ['EACCES', 'you have no permission to write there'],
    ['EPERM', 'you have no permission to write there'],
    ['EROFS', 'the disk cannot be written to'],
    ['ENOSPC', 'the disk is full'],
    ['ENAMETOOLONG', 'a name in this path is too long'],
  ])('explains %s', (code, reason) => {
    const error = Object.assign(new Error(`${code}: not permitted, mkdir '/x'`), { code, path: '/x' });
    expect(createErrorFrom(error)).toEqual(new CreateError(`/x: ${reason}; choose another folder`));
  });

  it('leaves every other error as it is', () => {
    const missing = thrownBy(() => readdirSync('/nowhere'));
    const mistake = new TypeError('undefined is no function');
    expect([createErrorFrom(missing), createErrorFrom(mistake)]).toEqual([missing, mistake]);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
