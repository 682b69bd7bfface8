import type { SystemErrorName } from '../envelope/error-code.ts';
import type { Schema } from './schema.ts';

/** The type of a schema that is left out. */
export type None = undefined;

/** Whether running a procedure twice is harmless: a client re-sends queries after a lost session, never mutations. */
export type Kind = 'query' | 'mutation';

/** The errors that a procedure may answer with, and the schema of their data. `null`: an error without data. */
export type Errors = { readonly [name: string]: Schema | null };

/**
 * Any procedure. Constraints name this, never `Procedure<…>`: TypeScript would infer a schema for every part that is left out.
 */
export interface AnyProcedure {
  readonly '~trunkline': 'procedure';
  /** The name on the wire, `orders.place`; empty until `contract()` gave it one. */
  readonly '~name': string;
  /** Whether its messages may be compressed. False for those that mix secrets with what others wrote. */
  readonly compress: boolean;
}

/** One callable entry of a contract. Without arguments: whichever, as read at run time. */
export interface Procedure<
  Params = Schema | None,
  Input = Schema | None,
  Item = Schema | None,
  Result = Schema | None,
  E = Errors,
  K = Kind,
> extends AnyProcedure {
  readonly params: Params;
  /** What the caller streams. */
  readonly input: Input;
  /** What the callee streams. */
  readonly item: Item;
  readonly result: Result;
  readonly errors: E;
  readonly kind: K;
}

/** Procedures by their names; names nest. */
export interface Procedures {
  readonly [name: string]: AnyProcedure | Procedures;
}

/**
 * Makes a definition impossible, and says why, where one of its names is reserved. Names that are not known to the types
 * (`Record<string, …>`) are left to `contract()`.
 */
export type Unreserved<Name, Reserved> = string extends Name
  ? unknown
  : [Name & Reserved] extends [never]
    ? unknown
    : `the name ${Name & Reserved & string} is reserved: choose another`;

/**
 * Declares one callable entry of a contract.
 *
 * With `item` the callee streams, with `input` the caller, with both either does. What is left out is `undefined` for both sides.
 * `kind` is `mutation` unless said otherwise, since only its author can know that running it twice is harmless; `compress` is true.
 * Faults are reported by `contract()`, which knows the path.
 */
export function procedure<
  Params extends Schema | None = None,
  Input extends Schema | None = None,
  Item extends Schema | None = None,
  Result extends Schema | None = None,
  E extends Errors = Record<never, never>,
  K extends Kind = 'mutation',
>(definition: {
  readonly params?: Params;
  readonly input?: Input;
  readonly item?: Item;
  readonly result?: Result;
  readonly errors?: (E & Unreserved<keyof E, SystemErrorName>) | undefined;
  readonly kind?: K | undefined;
  readonly compress?: boolean | undefined;
}): Procedure<Params, Input, Item, Result, E, K>;
export function procedure(definition: {
  readonly errors?: Errors | undefined;
  readonly kind?: Kind | undefined;
  readonly compress?: boolean | undefined;
}): AnyProcedure {
  return Object.freeze({
    // What is no option stays, so that `contract()` finds it.
    ...definition,
    errors: definition.errors ?? {},
    kind: definition.kind ?? 'mutation',
    compress: definition.compress ?? true,
    '~trunkline': 'procedure',
    '~name': '',
  });
}

/** Tells whether a value was made by {@link procedure}, by another copy of this package too. */
export function isProcedure(value: unknown): value is Procedure {
  return typeof value === 'object' && value !== null && '~trunkline' in value && value['~trunkline'] === 'procedure';
}
