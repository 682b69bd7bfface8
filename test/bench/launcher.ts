import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Files that a process has open besides its connections, amply. */
const OTHER_FILES = 200;

/** What stands before the command of the server and of the load. Empty where nothing is needed or to be had. */
export interface Launchers {
  readonly server: readonly string[];
  readonly load: readonly string[];
  readonly isPinned: boolean;
}

/** Pins server and load to a core each where taskset can. */
export function findLaunchers(): Launchers {
  const isPinned = spawnSync('taskset', ['--cpu-list', `${SERVER_CORE},${LOAD_CORE}`, 'true']).status === 0 && hasCore(LOAD_CORE);
  const pin = (core: string) => (isPinned ? ['taskset', '--cpu-list', core] : []);
  return { server: pin(SERVER_CORE), load: pin(LOAD_CORE), isPinned };
}

function hasCore(core: string): boolean {
  return spawnSync('taskset', ['--cpu-list', core, 'true']).status === 0;
}

/** What raises the limit of open files for that many connections: a command to stand before, or nothing. @throws when that is not allowed. */
export function fileLimitLauncher(connections: number): readonly string[] {
  const wanted = connections + OTHER_FILES;
  const limit = hardFileLimit();
  if (wanted <= limit) return []; // Node itself raises the soft limit to the hard one
  const launcher = ['prlimit', `--nofile=${wanted}:${wanted}`];
  const [program = '', ...args] = launcher;
  if (spawnSync(program, [...args, 'true']).status === 0) return launcher;
  throw new Error(
    `${connections} connections need ${wanted} open files, and the hard limit is ${limit}; raise it (ulimit -Hn ${wanted}, as root)`,
  );
}

function hardFileLimit(): number {
  try {
    const [, limit] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY; // no /proc: if the limit is too low, connecting fails and says so
  }
}
