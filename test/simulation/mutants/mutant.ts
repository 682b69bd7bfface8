import type { WorldKind } from '../settings.ts';

/** One place to change in a source. */
export interface Edit {
  /** Below the `src` of the mutant's package. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly replace: string;
  readonly with: string;
}

/** A fault that somebody could make, to prove that the simulation would find it. */
export interface Mutant {
  readonly name: string;
  /** The package that it breaks. */
  readonly package: 'protocol' | 'server' | 'client';
  /** The worlds that can find it. */
  readonly kind: WorldKind;
  /** The rule that it breaks: its section in the protocol, with ⚑ where the obvious reading of it is wrong. */
  readonly rule: string;
  readonly edits: readonly Edit[];
}

/** A mutant before it is known where it belongs. */
export type Fault = Omit<Mutant, 'package' | 'kind'>;

/** A fault of one edit. */
export function one(name: string, rule: string, file: string, replace: string, replacement: string): Fault {
  return { name, rule, edits: [{ file, replace, with: replacement }] };
}

/** Makes the edits of one file. @throws {RangeError} when a text to replace does not occur exactly once: the mutant is out of date. */
export function mutate(source: string, edits: readonly Edit[], mutant: string): string {
  return edits.reduce((text, edit) => {
    const parts = text.split(edit.replace);
    if (parts.length !== 2) throw new RangeError(`mutant "${mutant}": ${parts.length - 1} times in ${edit.file}: ${edit.replace}`);
    return parts.join(edit.with);
  }, source);
}
