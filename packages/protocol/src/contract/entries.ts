import type { AnyContract } from './contract.ts';
import { isProcedure, type Procedure } from './procedure.ts';
import { isTopic, type Topic } from './topic.ts';

/** The procedures of a section in the order of their declaration. The place is the index in the manifest, `~name` the name on the wire. */
export function proceduresOf(contract: AnyContract, section: 'procedures' | 'client' = 'procedures'): readonly Procedure[] {
  return [...flatten(contract[section])];
}

function* flatten(namespace: object): Generator<Procedure> {
  for (const value of Object.values(namespace)) {
    if (isProcedure(value)) yield value;
    else yield* flatten(value);
  }
}

/** The topics of a contract in the order of their declaration. The place is the index in the manifest, `~name` the name on the wire. */
export function topicsOf(contract: AnyContract): readonly Topic[] {
  return Object.values(contract.topics).filter(isTopic);
}
