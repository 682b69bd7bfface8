import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from './repository.ts';
import { type Outcome, runProgram } from './run-program.ts';

/** By its path: tests may run under an older Node than that of the workspace. */
const NODE = join(REPOSITORY, 'node_modules/.bin/node');
const MAIN = join(REPOSITORY, 'apps/host/main.ts');

/** The apps, served by a process of their own: what `npm start` starts. */
export class HostProcess {
  /** Of the index; ends with a slash. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts it, by default on a free port. Rejects when it ends before it says where it is. */
  static start(port = 0): Promise<HostProcess> {
    const child = spawn(NODE, [MAIN], {
      env: { ...process.env, PORT: `${port}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Read to the end: whoever prints what nobody reads waits for ever.
    const lines = createInterface({ input: child.stdout });
    return new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const url = /http:\S+/.exec(line)?.[0];
        if (url !== undefined) resolve(new HostProcess(child, url));
      });
      child.on('exit', () => reject(new Error('the apps ended before they said where they are')));
    });
  }

  /** Runs it to its end, where it cannot start. */
  static run(env: NodeJS.ProcessEnv): Outcome {
    return runProgram(NODE, [MAIN], { cwd: REPOSITORY, env: { ...process.env, ...env } });
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Ends it, by default gracefully. @returns its exit code; null where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
    return this.#child.exitCode;
  }
}
