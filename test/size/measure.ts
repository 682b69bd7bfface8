import { gzipSync } from 'node:zlib';
import { bundleForBrowsers } from '../support/bundle.ts';
import type { Entry } from './entries.ts';
import { fromSources } from './from-sources.ts';

/** The size of an entry in bytes: minified, and compressed besides as servers do. */
export interface Size {
  readonly name: string;
  readonly minified: number;
  readonly gzipped: number;
}

/** How many bytes of a minified bundle come from one folder of sources. */
export interface Share {
  readonly folder: string;
  readonly minified: number;
}

/** Measures an entry as applications get it: from the built packages. */
export async function measureSize({ name, text }: Entry): Promise<Size> {
  const { code } = await bundleForBrowsers(text, { folder: import.meta.dirname, isMinified: true });
  return { name, minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

/** What the folders of sources have in a bundle, the largest first. */
export async function measureShares({ text }: Entry): Promise<readonly Share[]> {
  const { parts } = await bundleForBrowsers(text, { folder: import.meta.dirname, isMinified: true, plugins: [fromSources] });
  const folders = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(parts)) {
    const folder = folderOf(path);
    folders.set(folder, (folders.get(folder) ?? 0) + bytesInOutput);
  }
  return [...folders]
    .filter(([, minified]) => minified > 0)
    .map(([folder, minified]) => ({ folder, minified }))
    .sort((one, other) => other.minified - one.minified);
}

/** `packages/client/src/rooms/room-key.ts` is of `client/rooms`. */
function folderOf(path: string): string {
  const [, name, folder = ''] = /packages\/([^/]+)\/src\/(?:([^/]+)\/)?[^/]+$/.exec(path) ?? [];
  return name === undefined ? path : `${name}/${folder}`;
}
