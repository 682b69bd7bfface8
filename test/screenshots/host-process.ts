import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from '../support/repository.ts';

/** The apps, served by a process of their own. */
export interface HostProcess {
  /** Of the index; ends with a slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts what `npm start` starts, on a free port. Rejects when it ends before it says where it is. */
export async function startHost(): Promise<HostProcess> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'apps/host/main.ts')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url === undefined) continue;
    return {
      url,
      async stop() {
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  }
  throw new Error('the apps ended before they said where they are');
}
