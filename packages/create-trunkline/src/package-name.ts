import { basename } from 'node:path';

const MAX_NAME_LENGTH = 214;

/** Makes a name that npm takes of a folder's name: `My App!` becomes `my-app`. `trunkline-app` where nothing is left of it. */
export function packageNameOf(folder: string): string {
  const name = basename(folder)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/-+$/, '');
  // The two that npm refuses whatever they look like.
  return name === '' || name === 'node_modules' || name === 'favicon.ico' ? 'trunkline-app' : name;
}
