import { CLIENT_MUTANTS } from './client-mutants.ts';
import { HUB_MUTANTS } from './hub-mutants.ts';
import type { Mutant } from './mutant.ts';
import { ROOM_MUTANTS } from './room-mutants.ts';
import { SESSION_MUTANTS } from './session-mutants.ts';

/** All faults that the simulation has to find. */
export const MUTANTS: readonly Mutant[] = [
  ...SESSION_MUTANTS.map((fault) => ({ ...fault, package: 'protocol', kind: 'sessions' }) as const),
  ...ROOM_MUTANTS.map((fault) => ({ ...fault, package: 'protocol', kind: 'hubs' }) as const),
  ...HUB_MUTANTS.map((fault) => ({ ...fault, package: 'server', kind: 'hubs' }) as const),
  ...CLIENT_MUTANTS.map((fault) => ({ ...fault, package: 'client', kind: 'hubs' }) as const),
];
