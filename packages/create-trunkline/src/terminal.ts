import type { Readable, Writable } from 'node:stream';
import { type CANCEL_SYMBOL, confirm, isCancel, select, text } from '@clack/prompts';
import { DEFAULT_DIR, type FolderCheck, type Questions } from './choices.ts';
import { CreateError } from './create-error.ts';
import { isTemplateName, TEMPLATES, type TemplateName } from './templates.ts';

/** Asks the user at a terminal, by default at that of this program. */
export class Terminal implements Questions {
  readonly #streams: { readonly input?: Readable; readonly output?: Writable };

  constructor(streams: { readonly input?: Readable; readonly output?: Writable } = {}) {
    this.#streams = streams;
  }

  async dir(check: FolderCheck): Promise<string> {
    const answer = await text({
      message: 'In which folder?',
      placeholder: DEFAULT_DIR,
      defaultValue: DEFAULT_DIR,
      validate: (typed) => check(typed || DEFAULT_DIR),
      ...this.#streams,
    });
    return given(answer);
  }

  async template(): Promise<TemplateName> {
    const names = Object.keys(TEMPLATES).filter(isTemplateName);
    const options = names.map((value) => ({ value, label: value, hint: TEMPLATES[value] }));
    return given(await select({ message: 'From which template?', options, ...this.#streams }));
  }

  async install(): Promise<boolean> {
    return given(await confirm({ message: 'Install the dependencies?', ...this.#streams }));
  }
}

/** Ctrl-C at a question is no answer. */
function given<Answer extends string | boolean>(answer: Answer | typeof CANCEL_SYMBOL): Answer {
  if (isCancel(answer)) throw new CreateError('cancelled; nothing was written');
  return answer;
}
