import { CreateError } from './create-error.ts';
import { isTemplateName, TEMPLATES, type TemplateName } from './templates.ts';

/** What the command line says; `undefined` is what it leaves open. */
export interface Flags {
  readonly dir: string | undefined;
  readonly template: string | undefined;
  readonly install: boolean | undefined;
}

/** What is to be made. */
export interface Choices {
  readonly dir: string;
  readonly template: TemplateName;
  readonly install: boolean;
}

/** Tells why a folder will not do; `undefined` where it will. */
export type FolderCheck = (dir: string) => string | undefined;

/** Who answers what the command line leaves open. */
export interface Questions {
  dir(check: FolderCheck): Promise<string>;
  template(): Promise<TemplateName>;
  install(): Promise<boolean>;
}

/** The folder of whoever names none. */
export const DEFAULT_DIR = 'trunkline-app';

/** Answers by the defaults: with `--yes`, or where there is no terminal to ask at. */
export const DEFAULTS: Questions = {
  dir: () => Promise.resolve(DEFAULT_DIR),
  template: () => Promise.resolve('minimal'),
  install: () => Promise.resolve(true),
};

/**
 * Completes the command line by questions.
 *
 * @throws {CreateError} for a folder that will not do, and a template that does not exist.
 */
export async function choose(flags: Flags, questions: Questions, check: FolderCheck): Promise<Choices> {
  if (flags.template !== undefined && !isTemplateName(flags.template)) {
    throw new CreateError(`there is no template "${flags.template}"; there are ${Object.keys(TEMPLATES).join(', ')}`);
  }
  const dir = flags.dir ?? (await questions.dir(check));
  const problem = check(dir);
  if (problem !== undefined) throw new CreateError(problem);
  const template = flags.template ?? (await questions.template());
  return { dir, template, install: flags.install ?? (await questions.install()) };
}
