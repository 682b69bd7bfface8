import {
  type Checks,
  type MaybeLater,
  type Procedure,
  paramsValidator,
  plainBytes,
  type Validator,
  valueValidator,
} from '@trunkline/protocol';
import type { ServerCall } from './server-call.ts';

/** A handler as it is at run time. What it is given was typed where it was implemented. */
export type AnyHandler = (params: unknown, call: ServerCall) => unknown;

/** The validators of what goes over the wire for one procedure. They compile when they are first used. */
export interface ProcedureValidators {
  readonly params: Validator;
  readonly input: Validator;
  readonly item: Validator;
  readonly result: Validator;
  /** Of the data of each declared error. */
  readonly errors: ReadonlyMap<string, Validator>;
}

/** One procedure with all that a call of it needs. */
export interface ProcedureEntry extends ProcedureValidators {
  /** The name on the wire. */
  readonly name: string;
  readonly hasInput: boolean;
  readonly hasItems: boolean;
  /** Whether its results and items may leave compressed. */
  readonly compresses: boolean;
  /** As `params.receive`, of params in which bytes are base64 texts (protocol §2.3). */
  readonly receivePlain: (params: unknown) => MaybeLater;
  readonly handler: AnyHandler;
}

/** Makes the validators of a procedure, whichever side calls it. */
export function procedureValidators({ params, input, item, result, errors }: Procedure, checks: Checks): ProcedureValidators {
  return {
    params: paramsValidator(params, checks),
    input: valueValidator(input, checks),
    item: valueValidator(item, checks),
    result: valueValidator(result, checks),
    errors: new Map(Object.entries(errors).map(([name, schema]) => [name, valueValidator(schema ?? undefined, checks)])),
  };
}

/** Makes the entry of a procedure that the server implements. */
export function procedureEntry(procedure: Procedure, handler: AnyHandler, checks: Checks): ProcedureEntry {
  const validators = procedureValidators(procedure, checks);
  return {
    ...validators,
    name: procedure['~name'],
    hasInput: procedure.input !== undefined,
    hasItems: procedure.item !== undefined,
    compresses: procedure.compress,
    receivePlain: plainReceiver(procedure, validators.params, checks),
    handler,
  };
}

/** The search for bytes in a schema waits for the first plain call, too: most servers never get one. */
function plainReceiver({ params: schema }: Procedure, { receive }: Validator, checks: Checks): (params: unknown) => MaybeLater {
  let receivePlain: ((params: unknown) => MaybeLater) | undefined;
  const prepared = () => {
    const readBytes = plainBytes(schema, checks);
    return readBytes === undefined ? receive : (params: unknown) => receive(readBytes(params));
  };
  return (params) => {
    receivePlain ??= prepared();
    return receivePlain(params);
  };
}
