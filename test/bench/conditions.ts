import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Launchers } from './launcher.ts';
import type { Budget } from './trial.ts';

/** Says under which conditions the figures come about; they mean nothing without. */
export function describeConditions({ isPinned }: Launchers, repeats: number, { scale, warmUpSeconds, seconds }: Budget): string {
  const libraries = ['ws', 'socket.io', '@trpc/server', 'msgpackr'].map((name) => `${name} ${versionOf(name)}`).join(', ');
  const pinning = isPinned ? 'server on core 0, load on core 1' : 'not pinned to cores';
  const amount = `${scale === 'smoke' ? 'smoke test, the figures mean nothing: ' : ''}${repeats} × ${seconds} s after ${warmUpSeconds} s to warm up`;
  return `Node ${process.version}, ${libraries}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${pinning}; ${amount}`;
}

function versionOf(name: string): string {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(
    readFileSync(join(import.meta.dirname, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return String(manifest.version);
}
