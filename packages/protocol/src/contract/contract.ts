import { isPlainObject, unknownOptionFaults } from './option-rules.ts';
import { isProcedure, type Procedure, type Procedures, type Unreserved } from './procedure.ts';
import { proceduresFaults } from './procedure-rules.ts';
import type { Faults } from './schema-rules.ts';
import { isTopic, type Topic, type Topics } from './topic.ts';
import { topicsFaults } from './topic-rules.ts';
import type { WireForm } from './visible-schema.ts';

/** Any contract; constraints name this, as with `AnyProcedure`. */
export interface AnyContract {
  readonly '~trunkline': 'contract';
  readonly procedures: object;
  readonly topics: object;
  readonly client: object;
}

/** What a server and its clients have agreed on. Frozen; every procedure and topic in it knows its name on the wire. */
export interface Contract<P extends object = Procedures, T extends object = Topics, C extends object = Procedures> extends AnyContract {
  readonly procedures: P;
  readonly topics: T;
  /** What the server may call on its clients. */
  readonly client: C;
}

type ReservedName = 'then' | `$${string}`;
type ReservedAtTop = ReservedName | 'rpc';

/** What is declared: the parts of a contract, by their names. */
export interface ContractDefinition<P, T, C> {
  readonly procedures?: (P & Unreserved<keyof P, ReservedAtTop>) | undefined;
  readonly topics?: (T & Unreserved<keyof T, ReservedName>) | undefined;
  /** What the server may call on its clients. */
  readonly client?: (C & Unreserved<keyof C, ReservedAtTop>) | undefined;
}

/**
 * Declares what a server and its clients agree on.
 *
 * Copies what it is given, so one procedure may stand at two names, and each copy knows its own.
 *
 * @throws {TypeError} that names every fault with its path: `procedures.orders.then: the name is reserved`.
 */
export function contract<
  P extends Procedures = Record<never, never>,
  T extends Topics = Record<never, never>,
  C extends Procedures = Record<never, never>,
>(definition: ContractDefinition<P, T, C>): Contract<P, T, C>;
export function contract(definition: {
  readonly procedures?: Procedures | undefined;
  readonly topics?: Topics | undefined;
  readonly client?: Procedures | undefined;
}): AnyContract {
  if (!isPlainObject(definition)) throw new TypeError('contract: must be a plain object');
  const { procedures = {}, topics = {}, client = {} } = definition;
  const faults = [
    ...unknownOptionFaults('contract', definition, ['procedures', 'topics', 'client']),
    ...sectionFaults('procedures', procedures, 'input'),
    ...topicsFaults('topics', topics),
    ...sectionFaults('client', client, 'output'),
  ];
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
  return Object.freeze({
    '~trunkline': 'contract',
    procedures: named(procedures, ''),
    topics: named(topics, ''),
    client: named(client, ''),
  });
}

function* sectionFaults(path: string, procedures: Procedures, form: WireForm): Faults {
  // JSON-RPC keeps names that begin with `rpc.` for itself.
  if (isPlainObject(procedures) && Object.hasOwn(procedures, 'rpc')) yield `${path}.rpc: the name is reserved`;
  yield* proceduresFaults(path, procedures, form);
}

/** Copies a namespace, and tells every procedure and topic in it its name: that of its namespaces and its own, joined by `.`. */
function named(namespace: object, prefix: string): object {
  const copies = Object.entries(namespace).map(([key, value]: [string, unknown]) => [key, copyAs(prefix + key, value)]);
  return Object.freeze(Object.fromEntries(copies));
}

function copyAs(name: string, value: unknown): unknown {
  if (isProcedure(value)) return namedProcedure(name, value);
  if (isTopic(value)) return namedTopic(name, value);
  return isPlainObject(value) ? named(value, `${name}.`) : value;
}

function namedProcedure(name: string, procedure: Procedure): Procedure {
  return Object.freeze({ ...procedure, '~name': name, errors: Object.freeze({ ...procedure.errors }) });
}

function namedTopic(name: string, topic: Topic): Topic {
  const { events, publish, retain } = topic;
  return Object.freeze({
    ...topic,
    '~name': name,
    events: Object.freeze({ ...events }),
    publish: Object.freeze([...publish]),
    ...(retain && { retain: Object.freeze({ ...retain }) }),
  });
}
