/** Where a file belongs: `{ area: 'packages', name: 'core', inside: 'src/node/index.ts' }`; `name` is empty outside of packages and apps. */
export interface Place {
  readonly area: string;
  readonly name: string;
  readonly inside: string;
}

/** Takes a repository path apart. */
export function placeOf(path: string): Place {
  const [area = '', ...rest] = path.split('/');
  const name = area === 'packages' || area === 'apps' ? (rest.shift() ?? '') : '';
  return { area, name, inside: rest.join('/') };
}

/** The folder of a package's `src` in which a file is: `''` for a file directly in it, `undefined` outside of `src`. */
export function sourceFolderOf(path: string): string | undefined {
  const { area, inside } = placeOf(path);
  if (area !== 'packages' || !inside.startsWith('src/')) return undefined;
  const parts = inside.split('/');
  return parts.length === 2 ? '' : parts[1];
}
