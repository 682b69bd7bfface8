import type { Checks, Procedure } from '@trunkline/protocol';
import { type ProcedureValidators, procedureValidators } from './procedure-entry.ts';

/** A procedure that clients implement, with all that it takes to call it. */
export interface ClientProcedure extends ProcedureValidators {
  readonly name: string;
  readonly hasInput: boolean;
  readonly hasItems: boolean;
  readonly isQuery: boolean;
}

/** Makes what it takes to call a procedure of a contract's section `client`. */
export function clientProcedure(procedure: Procedure, checks: Checks): ClientProcedure {
  return {
    ...procedureValidators(procedure, checks),
    name: procedure['~name'],
    hasInput: procedure.input !== undefined,
    hasItems: procedure.item !== undefined,
    isQuery: procedure.kind === 'query',
  };
}
