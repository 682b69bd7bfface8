import { type Figures, isFigures } from './figures.ts';

/** What a process does for each question. */
export type Answers = Readonly<Record<string, (argument: Figures) => Figures | Promise<Figures>>>;

/** Answers the questions of the process that started this one, until it goes. */
export function answerParent(answers: Answers): void {
  process.on('message', (message) => void reply(answers, message));
  process.on('disconnect', () => process.exit());
}

/** The CPU time of this process so far, all of its threads together. */
export function cpuTime(): Figures {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system };
}

async function reply(answers: Answers, message: unknown): Promise<void> {
  if (typeof message !== 'object' || message === null || !('name' in message) || !('argument' in message)) return;
  const { name, argument } = message;
  const answer = typeof name === 'string' ? answers[name] : undefined;
  if (answer === undefined || !isFigures(argument)) throw new Error(`nobody here can answer ${String(name)}`);
  process.send?.(await answer(argument));
}
