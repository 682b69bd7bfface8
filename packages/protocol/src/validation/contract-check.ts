import type { AnyContract } from '../contract/contract.ts';
import { proceduresOf, topicsOf } from '../contract/entries.ts';
import type { Procedure } from '../contract/procedure.ts';
import type { Schema } from '../contract/schema.ts';
import type { Topic } from '../contract/topic.ts';
import { dynamicChecks } from './typebox-check.ts';
import type { MaybeLater } from './validation-issue.ts';
import { paramsValidator, type Validator, valueValidator } from './validator.ts';

/**
 * Checks what a client sends against its contract: whether the server would take it. Gives every value back as it is.
 *
 * What the contract does not name is let through: the server may know it, and says so if it does not.
 */
export interface ContractCheck {
  /** The params of a procedure, by its name on the wire. */
  params(procedure: string, params: unknown): MaybeLater;
  /** One item of what a caller streams. */
  input(procedure: string, item: unknown): MaybeLater;
  /** The params of a topic's room. */
  roomParams(topic: string, params: unknown): MaybeLater;
  /** A member's state. */
  state(topic: string, state: unknown): MaybeLater;
  /** The payload of an event. */
  event(topic: string, event: string, payload: unknown): MaybeLater;
}

type MakeValidator = (schema: Schema | undefined, checks: typeof dynamicChecks) => Validator;

/**
 * The check of one contract. Nothing is prepared before it is used: a contract may have thousands of schemas, and a client uses few.
 *
 * It never generates code: a page's policy may forbid it, and what a client sends is little.
 */
export class LazyContractCheck implements ContractCheck {
  readonly #contract: AnyContract;
  readonly #validators = new Map<string, Validator>();
  #procedures: ReadonlyMap<string, Procedure> | undefined;
  #topics: ReadonlyMap<string, Topic> | undefined;

  constructor(contract: AnyContract) {
    this.#contract = contract;
  }

  params(name: string, params: unknown): MaybeLater {
    const procedure = this.#procedure(name);
    return procedure === undefined ? passed(params) : this.#check(`params ${name}`, paramsValidator, procedure.params, params);
  }

  input(name: string, item: unknown): MaybeLater {
    const procedure = this.#procedure(name);
    return procedure === undefined ? passed(item) : this.#check(`input ${name}`, valueValidator, procedure.input, item);
  }

  roomParams(name: string, params: unknown): MaybeLater {
    const topic = this.#topic(name);
    return topic === undefined ? passed(params) : this.#check(`room ${name}`, paramsValidator, topic.params, params);
  }

  state(name: string, state: unknown): MaybeLater {
    const topic = this.#topic(name);
    return topic === undefined ? passed(state) : this.#check(`state ${name}`, valueValidator, topic.presence, state);
  }

  event(name: string, event: string, payload: unknown): MaybeLater {
    const events = this.#topic(name)?.events;
    if (events === undefined || !Object.hasOwn(events, event)) return passed(payload);
    return this.#check(`event ${name} ${event}`, valueValidator, events[event]?.schema, payload);
  }

  #check(key: string, make: MakeValidator, schema: Schema | undefined, value: unknown): MaybeLater {
    const validator = this.#validators.get(key) ?? make(schema, dynamicChecks);
    this.#validators.set(key, validator);
    return validator.check(value);
  }

  #procedure(name: string): Procedure | undefined {
    this.#procedures ??= byName(proceduresOf(this.#contract));
    return this.#procedures.get(name);
  }

  #topic(name: string): Topic | undefined {
    this.#topics ??= byName(topicsOf(this.#contract));
    return this.#topics.get(name);
  }
}

function byName<Entry extends { readonly '~name': string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry['~name'], entry]));
}

function passed(value: unknown): MaybeLater {
  return { ok: true, value };
}
