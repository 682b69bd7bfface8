import {
  type AnyContract,
  type AnyProcedure,
  type Checks,
  compiledChecks,
  type Procedure,
  type Procedures,
  proceduresOf,
} from '@trunkline/protocol';
import type { NameOrIndex } from '@trunkline/protocol/wire';
import type { Context } from '../peer/identity.ts';
import type { Handlers } from './call-given.ts';
import { type ClientProcedure, clientProcedure } from './client-procedure.ts';
import { discoverEntry } from './discover.ts';
import { type Given, givenHandlers } from './given-handlers.ts';
import { type ProcedureEntry, procedureEntry } from './procedure-entry.ts';

/**
 * The procedures of one contract: those that the server implements, found by name or by index of the manifest, with `rpc.discover`, which
 * is there by itself; and those that it calls on its clients.
 */
export class Router<Ctx = Context> {
  readonly #procedures: readonly Procedure[];
  /** The index of each procedure, which is known by identity: what has the same name may be of another contract. */
  readonly #indexes: ReadonlyMap<AnyProcedure, number>;
  readonly #clients: ReadonlyMap<AnyProcedure, ClientProcedure>;
  readonly #checks: Checks;
  readonly #entries: (ProcedureEntry | undefined)[];
  readonly #byName = new Map<string, ProcedureEntry>();

  /** `checks` is how values are checked against TypeBox schemas; by generated code unless said otherwise. */
  constructor(contract: AnyContract, checks: Checks = compiledChecks) {
    this.#procedures = proceduresOf(contract);
    this.#indexes = new Map(this.#procedures.map((procedure, index) => [procedure, index]));
    this.#clients = new Map(proceduresOf(contract, 'client').map((procedure) => [procedure, clientProcedure(procedure, checks)]));
    this.#checks = checks;
    this.#entries = this.#procedures.map(() => undefined);
    const discover = discoverEntry(contract, checks);
    this.#byName.set(discover.name, discover);
  }

  /**
   * Implements a namespace of the contract, a pick of it (an object literal of its procedures) or one procedure; always completely.
   *
   * @throws {TypeError} that names every fault: a procedure of another contract, one that is implemented already, a handler that is
   * missing, left over or no function. Nothing is implemented then.
   */
  implement<P extends AnyProcedure | Procedures>(procedures: P, handlers: NoInfer<Handlers<P, Ctx>>): void {
    const entries = new Map<number, ProcedureEntry>();
    const faults: string[] = [];
    for (const given of givenHandlers(procedures, handlers)) {
      const fault = this.#accept(given, entries);
      if (fault !== undefined) faults.push(`implement: ${fault}`);
    }
    if (faults.length > 0) throw new TypeError(faults.join('\n'));
    for (const [index, entry] of entries) {
      this.#entries[index] = entry;
      this.#byName.set(entry.name, entry);
    }
  }

  #accept(given: Given, entries: Map<number, ProcedureEntry>): string | undefined {
    if ('fault' in given) return given.fault;
    const { procedure, handler } = given;
    const index = this.#indexes.get(procedure);
    const own = index === undefined ? undefined : this.#procedures[index];
    if (index === undefined || own === undefined) return this.#strangeness(procedure);
    if (this.#entries[index] !== undefined || entries.has(index)) return `${own['~name']}: is implemented already; it can have one handler`;
    entries.set(index, procedureEntry(own, handler, this.#checks));
    return undefined;
  }

  #strangeness(procedure: AnyProcedure): string {
    const name = procedure['~name'] === '' ? 'a procedure' : procedure['~name'];
    if (this.#clients.has(procedure)) return `${name}: is called by the server; its clients implement it`;
    return `${name}: is not of this contract; take it from the procedures of the contract that the server was given`;
  }

  /** The names of what is not implemented, in the order of the contract. */
  missing(): readonly string[] {
    return this.#procedures.filter((_, index) => this.#entries[index] === undefined).map((procedure) => procedure['~name']);
  }

  /** Finds an implemented procedure by its name or its index in the manifest. */
  find(method: NameOrIndex): ProcedureEntry | undefined {
    return typeof method === 'number' ? this.#entries[method] : this.#byName.get(method);
  }

  /** Finds a procedure that the server calls on its clients: the very one of the contract. */
  findClient(procedure: AnyProcedure): ClientProcedure | undefined {
    return this.#clients.get(procedure);
  }
}
