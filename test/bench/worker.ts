import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Figures, isFigures } from './figures.ts';

/** A process of a trial, pinned to its core and asked over IPC. */
export class Worker {
  readonly #process: ChildProcess;
  readonly #role: string;

  /** Starts `<role>/main.ts` behind a launcher such as taskset; `launcher` may be empty. As in production: what libraries add for developers is left out. */
  constructor(role: 'servers' | 'load', launcher: readonly string[], nodeFlags: readonly string[], args: readonly string[]) {
    const script = join(import.meta.dirname, role, 'main.ts');
    const [program = '', ...rest] = [...launcher, process.execPath, ...nodeFlags, script, ...args];
    this.#role = role;
    this.#process = spawn(program, rest, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }

  /** Resolves with the answer; rejects when there is none in time or the process dies. */
  async ask(name: string, argument: Figures = {}, timeoutMs = 60_000): Promise<Figures> {
    return await new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#process.off('message', onMessage).off('exit', onExit).off('error', onError);
      };
      const fail = (words: string, options?: ErrorOptions) => {
        settle();
        reject(new Error(`${this.#role}: ${words} (asked for ${name})`, options));
      };
      const onMessage = (message: unknown) => {
        settle();
        if (isFigures(message)) resolve(message);
        else fail('answered something that is no figures');
      };
      const onExit = () => fail('the process died');
      const onError = (error: Error) => fail(error.message, { cause: error });
      const timer = setTimeout(() => fail(`no answer in ${timeoutMs} ms`), timeoutMs);
      this.#process.on('message', onMessage).on('exit', onExit).on('error', onError);
      if (this.#process.connected) this.#process.send({ name, argument });
      else fail('the process is gone');
    });
  }

  /** Ends the process and resolves when it is gone, so that the next trial has the core for itself. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await gone;
  }
}
