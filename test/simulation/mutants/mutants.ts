import type { Mutant } from './mutant.ts';
import { ROOM_MUTANTS } from './room-mutants.ts';
import { SESSION_MUTANTS } from './session-mutants.ts';

/** All faults that the simulation has to find. */
export const MUTANTS: readonly Mutant[] = [...SESSION_MUTANTS, ...ROOM_MUTANTS];
