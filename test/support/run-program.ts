import { spawnSync } from 'node:child_process';

/** Ample for a program that starts, works for a moment and ends by itself. */
const TIMEOUT_MS = 20_000;

/** How a program ended and everything that it printed; `status` is `null` where it had to be stopped. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end, or stops it at a deadline. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...options, encoding: 'utf8', timeout: TIMEOUT_MS });
  return { status, output: `${stdout}${stderr}${error?.message ?? ''}` };
}
