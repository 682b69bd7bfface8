import { parseArgs } from 'node:util';
import { selectWorkloads } from './workloads.ts';

/** What the user asked for. */
export interface Command {
  readonly workloadNames: readonly string[];
  readonly jsonFile: string | undefined;
  readonly isSmoke: boolean;
  readonly repeats: number;
  readonly seconds: number;
}

/** Reads `[name…] [--json FILE] [--smoke] [--repeats N] [--seconds S]`. @throws {TypeError | RangeError} on anything else. */
export function parseCommand(args: readonly string[]): Command {
  const { positionals, values } = parseArgs({
    args: args.filter((arg) => arg !== '--'), // which pnpm passes on
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      repeats: { type: 'string' },
      seconds: { type: 'string' },
    },
  });
  const isSmoke = values.smoke;
  return {
    workloadNames: selectWorkloads(positionals),
    jsonFile: values.json,
    isSmoke,
    repeats: Math.ceil(positive('repeats', values.repeats ?? (isSmoke ? '1' : '3'))),
    seconds: positive('seconds', values.seconds ?? (isSmoke ? '0.3' : '2')),
  };
}

/** Far below the interval of the keepalives, whose pings must not come between the bytes that are counted. */
const MOST = 300;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= MOST)) throw new RangeError(`--${name} must be above 0 and at most ${MOST}, not ${text}`);
  return value;
}
