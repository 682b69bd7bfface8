// Programs from outside of npm that tests talk to. As root they are installed; anyone else is told the command.

import { spawnSync } from 'node:child_process';

interface SystemProgram {
  readonly debianPackage: string;
  /** A command that succeeds exactly where the program is there. */
  readonly proof: readonly [string, ...string[]];
}

const PROGRAMS: readonly SystemProgram[] = [
  // By full path: another python3, without Debian's packages, may come first on the PATH.
  { debianPackage: 'python3-websockets', proof: ['/usr/bin/python3', '-c', 'import websockets'] },
  { debianPackage: 'chromium', proof: ['/usr/bin/chromium', '--version'] },
];

function missingPackages(): string[] {
  const isMissing = ({ proof: [program, ...args] }: SystemProgram) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0;
  return PROGRAMS.filter(isMissing).map(({ debianPackage }) => debianPackage);
}

function installCommands(packages: readonly string[]): string[][] {
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages],
  ];
}

function install(packages: readonly string[]): void {
  for (const [program = '', ...args] of installCommands(packages)) {
    spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
}

const wanted = missingPackages();
if (wanted.length > 0 && process.getuid?.() === 0) install(wanted);

const missing = missingPackages();
if (missing.length > 0) {
  const commands = installCommands(missing).map((command) => `sudo ${command.join(' ')}`);
  console.error(`missing: ${missing.join(', ')}. Install with\n  ${commands.join(' && ')}`);
  process.exitCode = 1;
}
