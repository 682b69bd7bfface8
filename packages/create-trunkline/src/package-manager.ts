import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn', 'bun'] as const;

/** A program that installs packages and runs scripts. */
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** Tells who started this program, by `npm_config_user_agent`: `pnpm/12.21.0 npm/? node/v24.9.0 …`. npm where nobody says. */
export function packageManagerOf(userAgent = ''): PackageManager {
  return PACKAGE_MANAGERS.find((name) => userAgent.startsWith(`${name}/`)) ?? 'npm';
}

/** What the user types to run a script. */
export function runCommandOf(manager: PackageManager, script: string): string {
  const isShort = (manager === 'npm' && ['test', 'start'].includes(script)) || manager === 'pnpm' || manager === 'yarn';
  return isShort ? `${manager} ${script}` : `${manager} run ${script}`;
}

/** Installs the dependencies of the application in `folder`, with all output on the terminal; answers whether it worked. */
export async function install(manager: PackageManager, folder: string): Promise<boolean> {
  // On Windows they are scripts, which only a shell can start.
  const child = spawn(manager, ['install'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  try {
    const [code]: number[] = await once(child, 'close');
    return code === 0;
  } catch {
    return false; // it could not be started
  }
}
