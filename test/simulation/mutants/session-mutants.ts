import type { Mutant } from './mutant.ts';

/** Makes a mutant of one edit. */
function one(name: string, rule: string, file: string, replace: string, replacement: string): Mutant {
  return { name, rule, edits: [{ file, replace, with: replacement }] };
}

/** Faults of calls, streams, counting and resume. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  one(
    'refused content is not counted',
    '§2 ⚑',
    'session/session.ts',
    'this.#transmission.count(bytes, now);',
    "if (envelope.kind !== 'refused') this.#transmission.count(bytes, now);",
  ),
];
