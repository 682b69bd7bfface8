import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url));

/** The editor's server as a process of its own, which can be killed. */
export class ServerProcess {
  readonly #file: string;
  #child: ChildProcess | undefined;
  #port = '0';

  private constructor(file: string) {
    this.#file = file;
  }

  /** Starts one; whoever does kills it. */
  static async start(file: string): Promise<ServerProcess> {
    const server = new ServerProcess(file);
    await server.restart();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it again, on the same port, with the same documents. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, [MAIN, '--file', this.#file], {
      env: { ...process.env, PORT: this.#port },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#port = await portOf(child.stdout);
  }

  /** Ends it as `kill -9` does: at once, whatever it is at. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** The port that a server says that it listens on; it may log before. */
async function portOf(output: Readable): Promise<string> {
  let printed = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const [, port] = /The editor is at http:\S+:(\d+)/.exec(printed) ?? [];
    if (port !== undefined) {
      output.resume();
      return port;
    }
  }
  throw new Error(`the server did not start: ${printed}`);
}
