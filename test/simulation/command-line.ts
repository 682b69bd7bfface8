import { parseArgs } from 'node:util';

/** What the user asked for. */
export interface Command {
  readonly firstSeed: number;
  readonly seeds: number;
  /** Steps of each world before it calms down. */
  readonly steps: number;
  /** Whether the machines are broken on purpose, one way after another. */
  readonly breaks: boolean;
  /** Only mutants with this text in their names. */
  readonly filter: string;
  readonly jsonFile: string | undefined;
}

/** Reads `[--seeds N] [--first S] [--seed S] [--steps N] [--mutants] [--filter TEXT] [--json FILE]`. @throws {TypeError | RangeError} on anything else. */
export function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'), // which pnpm passes on
    options: {
      seeds: { type: 'string', default: '2000' },
      first: { type: 'string', default: '0' },
      seed: { type: 'string' },
      steps: { type: 'string', default: '500' },
      mutants: { type: 'boolean', default: false },
      filter: { type: 'string', default: '' },
      json: { type: 'string' },
    },
  });
  return {
    firstSeed: whole('first', values.seed ?? values.first, 0),
    seeds: values.seed === undefined ? whole('seeds', values.seeds, 1) : 1,
    steps: whole('steps', values.steps, 1),
    breaks: values.mutants,
    filter: values.filter,
    jsonFile: values.json,
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`--${name} must be a whole number from ${least}, not ${text}`);
}
