import { errorNameFault, nameFault } from './names.ts';
import { booleanFaults, choiceFaults, isPlainObject, unknownOptionFaults } from './option-rules.ts';
import { isProcedure, type Procedure } from './procedure.ts';
import { type Faults, paramsFaults, schemaFaults } from './schema-rules.ts';
import type { WireForm } from './visible-schema.ts';

const OPTIONS = ['params', 'input', 'item', 'result', 'errors', 'kind', 'compress'];

/** How deep namespaces nest at most: deeper than any honest contract, and it ends one that holds itself. */
const MAX_NESTING = 32;

/** What is wrong with procedures and the namespaces they stand in. `form`: in which their params are on the wire. */
export function* proceduresFaults(path: string, namespace: unknown, form: WireForm, nesting = 0): Faults {
  if (!isPlainObject(namespace)) {
    yield `${path}: must be made by procedure({ … }), or be a plain object of procedures`;
    return;
  }
  if (nesting > MAX_NESTING) {
    yield `${path}: the namespaces nest deeper than ${MAX_NESTING}`;
    return;
  }
  for (const [name, value] of Object.entries(namespace)) {
    const inner = `${path}.${name}`;
    const fault = nameFault(name);
    if (fault !== undefined) yield `${inner}: ${fault}`;
    if (isProcedure(value)) yield* procedureFaults(inner, value, form);
    else yield* proceduresFaults(inner, value, form, nesting + 1);
  }
}

function* procedureFaults(path: string, procedure: Procedure, form: WireForm): Faults {
  yield* unknownOptionFaults(path, procedure, OPTIONS);
  if ('params' in procedure) yield* paramsFaults(`${path}.params`, procedure.params, form);
  if ('input' in procedure) yield* schemaFaults(`${path}.input`, procedure.input);
  if ('item' in procedure) yield* schemaFaults(`${path}.item`, procedure.item);
  if ('result' in procedure) yield* schemaFaults(`${path}.result`, procedure.result);
  yield* choiceFaults(`${path}.kind`, procedure.kind, ['query', 'mutation']);
  yield* booleanFaults(`${path}.compress`, procedure.compress);
  yield* errorsFaults(`${path}.errors`, procedure.errors);
}

function* errorsFaults(path: string, errors: unknown): Faults {
  if (!isPlainObject(errors)) {
    yield `${path}: must be a plain object of schemas, or of null for errors without data`;
    return;
  }
  for (const [name, schema] of Object.entries(errors)) {
    const fault = errorNameFault(name);
    if (fault !== undefined) yield `${path}.${name}: ${fault}`;
    if (schema !== null) yield* schemaFaults(`${path}.${name}`, schema);
  }
}
