import type { AnyProcedure } from '@trunkline/protocol';
import type { AnyHandler } from './procedure-entry.ts';

/** A procedure and what is to be its handler. */
interface GivenHandler {
  readonly procedure: AnyProcedure;
  readonly handler: AnyHandler;
}

/** A pair of procedure and handler, or what is wrong at a place. */
export type Given = GivenHandler | { readonly fault: string };

/**
 * Walks procedures and their handlers side by side: a procedure and a function, or objects of them with the same names.
 *
 * Only what a handlers' object has itself is one of its handlers: a method of a class would be called without its `this`.
 */
export function* givenHandlers(procedures: unknown, handlers: unknown, path = ''): Generator<Given> {
  if (isAnyProcedure(procedures)) yield givenHandler(procedures, handlers, path);
  else if (!isNamespace(procedures)) yield { fault: `${placeOf(path)}: must be a procedure of the contract, or an object of them` };
  else if (!isObject(handlers)) yield { fault: `${placeOf(path)}: must have an object of handlers, one for each procedure` };
  else yield* membersOf(procedures, handlers, path === '' ? '' : `${path}.`);
}

function* membersOf(procedures: object, handlers: object, prefix: string): Generator<Given> {
  for (const [name, member] of Object.entries(procedures)) {
    yield* givenHandlers(member, Object.hasOwn(handlers, name) ? Reflect.get(handlers, name) : undefined, prefix + name);
  }
  for (const name of Object.keys(handlers)) {
    if (Object.hasOwn(procedures, name)) continue;
    yield { fault: `${prefix}${name}: is a handler without a procedure; name the procedure too, or leave the handler out` };
  }
}

function givenHandler(procedure: AnyProcedure, handler: unknown, path: string): Given {
  if (isHandler(handler)) return { procedure, handler };
  const place = path === '' ? procedure['~name'] : path;
  if (handler === undefined) return { fault: `${place}: has no handler; give one, or leave the procedure out` };
  return { fault: `${place}: the handler must be a function, not ${describe(handler)}` };
}

function placeOf(path: string): string {
  return path === '' ? 'what is to be implemented' : path;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function isHandler(value: unknown): value is AnyHandler {
  return typeof value === 'function';
}

/** Tells procedures, of whichever copy of the protocol package. */
function isAnyProcedure(value: unknown): value is AnyProcedure {
  return isObject(value) && '~trunkline' in value && value['~trunkline'] === 'procedure';
}

/** Tells an object of procedures from a contract or a topic. */
function isNamespace(value: unknown): value is object {
  return isObject(value) && !('~trunkline' in value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
