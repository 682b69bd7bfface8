import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { findSystemNode } from '../smoke/system-node.ts';

/** A program that runs until it is stopped. */
export interface Running {
  /** The first URL that it printed. */
  readonly url: string;
  /** Stops it as a terminal does by Ctrl-C, and waits for its end. */
  stop(): Promise<void>;
}

/** A user's shell: the system's Node and npm, one registry, and no trace of the workspace or of whoever runs the tests. */
export class Shell {
  readonly #env: NodeJS.ProcessEnv;

  /** @param home takes npm's cache. */
  constructor(home: string, registry: string) {
    this.#env = {
      PATH: [dirname(findSystemNode()), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: home,
      CI: 'true',
      PORT: '0',
      npm_config_registry: registry,
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
    };
  }

  /** Runs a command to its end and answers what it printed. @throws {Error} with all of that when it fails. */
  async run(folder: string, command: string): Promise<string> {
    const { child, printed } = this.#spawn(folder, command);
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`"${command}" ended with ${status}\n${printed()}`);
    return printed();
  }

  /** Starts a server. @throws {Error} with all that it printed when it ends before it has printed a URL. */
  async start(folder: string, command: string): Promise<Running> {
    const { child, printed } = this.#spawn(folder, command);
    const ended = once(child, 'close');
    for (;;) {
      const [url] = /http:\/\/127\.0\.0\.1:\d+[^\s"]*/.exec(printed()) ?? [];
      if (url !== undefined) return { url, stop: () => stop(child, ended) };
      if (child.exitCode !== null) throw new Error(`"${command}" ended before it told its URL\n${printed()}`);
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
    }
  }

  #spawn(folder: string, command: string) {
    // A group of its own: what npm has started hears the signal too, as at a terminal.
    const child = spawn(command, { cwd: folder, env: this.#env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    return { child, printed: () => Buffer.concat(chunks).toString() };
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
  await ended;
}
