import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Demo } from './demo.ts';

/** Opens the demo of every folder that has a `server/app.ts`. @returns them by the names of their folders, in alphabetical order. */
export async function openDemos(folder: string): Promise<ReadonlyMap<string, Demo>> {
  const demos = new Map<string, Demo>();
  for (const name of readdirSync(folder).sort()) {
    const file = `${folder}/${name}/server/app.ts`;
    if (!existsSync(file)) continue;
    const { open }: { open: () => Promise<Demo> } = await import(pathToFileURL(file).href);
    demos.set(name, await open());
  }
  return demos;
}
