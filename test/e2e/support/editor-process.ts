import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { REPOSITORY } from '../../support/repository.ts';

/** By its path: tests may run under an older Node than that of the workspace. */
const NODE = join(REPOSITORY, 'node_modules/.bin/node');

/** The editor's server as a process of its own, with documents of its own, which can be killed and started again. */
export class EditorProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'editor-'));
  #child: ChildProcess | undefined;
  #port = 0;

  /** Starts one; it ends with its test. */
  static async start(): Promise<EditorProcess> {
    const server = new EditorProcess();
    onTestFinished(async () => {
      await server.kill();
      rmSync(server.#folder, { recursive: true });
    });
    await server.restart();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Where its page is; ends with a slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Starts it, again on the port that it had. Rejects when it ends before it says where it is. */
  async restart(): Promise<void> {
    const child = spawn(NODE, [join(REPOSITORY, 'apps/editor/server/main.ts'), '--file', join(this.#folder, 'documents.sqlite')], {
      env: { ...process.env, PORT: `${this.#port}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        const url = /http:\S+/.exec(line)?.[0];
        if (url === undefined) return;
        this.#port = Number(new URL(url).port);
        resolve();
      });
      child.on('exit', () => reject(new Error('the editor ended before it said where it is')));
    });
  }

  /** Ends it at once, whatever it is at. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
