import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand } from 'citty';
import { type Choices, choose, DEFAULT_DIR, DEFAULTS } from './choices.ts';
import { CreateError, createErrorFrom } from './create-error.ts';
import { install, type PackageManager, packageManagerOf, runCommandOf } from './package-manager.ts';
import { packageNameOf } from './package-name.ts';
import { scaffold } from './scaffold.ts';
import { problemWith } from './target.ts';
import { TEMPLATES } from './templates.ts';
import { Terminal } from './terminal.ts';

const PACKAGE = new URL('../', import.meta.url);
const { version }: { version: string } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'));

const args = {
  dir: { type: 'positional', required: false, description: `Folder of the new application (${DEFAULT_DIR})` },
  template: { type: 'string', valueHint: Object.keys(TEMPLATES).join('|'), description: 'What to begin with (minimal)' },
  yes: { type: 'boolean', description: 'Ask nothing and take the defaults, as without a terminal' },
  force: { type: 'boolean', description: 'Write into a folder that is not empty; files that are not of the template stay' },
  install: { type: 'boolean', description: 'Install the dependencies', negativeDescription: 'Leave them to be installed' },
} as const;

/** `create-trunkline`: asks what the command line leaves open, writes the application, installs it and tells how to go on. */
export const command = defineCommand({
  meta: { name: 'create-trunkline', version, description: 'Makes an application with typed RPC and pub/sub for Fastify' },
  args,
  async run({ args: { _: dirs, dir, template, yes, force = false, install, ...others } }) {
    try {
      rejectUnknown(dirs, Object.keys(others));
      const isInteractive = !yes && process.stdin.isTTY && process.stdout.isTTY;
      const check = (wanted: string) => problemWith(resolve(wanted), { force });
      await create(await choose({ dir, template, install }, isInteractive ? new Terminal() : DEFAULTS, check));
    } catch (thrown) {
      const error = createErrorFrom(thrown);
      if (!(error instanceof CreateError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  },
});

function rejectUnknown(dirs: readonly string[], options: readonly string[]): void {
  const [option] = options;
  if (option !== undefined) throw new CreateError(`there is no option --${option}; --help lists them`);
  if (dirs.length > 1) throw new CreateError(`one folder at a time, not ${dirs.join(' and ')}`);
}

async function create({ dir, template, install: isInstalling }: Choices): Promise<void> {
  const folder = resolve(dir);
  const manager = packageManagerOf(process.env.npm_config_user_agent);
  scaffold({ template: fileURLToPath(new URL(`dist/templates/${template}`, PACKAGE)), folder, name: packageNameOf(folder) });
  const isInstalled = isInstalling && (await install(manager, folder));
  console.log(`\n${dir} is made of the template ${template}. To go on:\n`);
  for (const line of nextSteps(relative('', folder), manager, isInstalled)) console.log(`  ${line}`);
  if (isInstalling && !isInstalled) throw new CreateError('\nThe installation failed; everything else is there.');
}

function nextSteps(path: string, manager: PackageManager, isInstalled: boolean): string[] {
  return [
    ...(path === '' ? [] : [`cd ${quoted(path)}`]),
    ...(isInstalled ? [] : [`${manager} install`]),
    ...['dev', 'test'].map((script) => runCommandOf(manager, script)),
  ];
}

/** What a shell takes for one word: `"My App"`. */
function quoted(path: string): string {
  return /^[\p{Letter}\p{Number}_./\\:@-]+$/u.test(path) ? path : `"${path.replaceAll(/["$`]/g, '\\$&')}"`;
}
