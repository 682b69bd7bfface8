import { type Contract, type ContractDefinition, contract } from '../contract/contract.ts';
import type { Procedures } from '../contract/procedure.ts';
import type { Topics } from '../contract/topic.ts';
import { LazyContractCheck } from './contract-check.ts';

/**
 * Declares what a server and its clients agree on; see {@link contract}.
 *
 * The value carries its {@link ContractCheck} as the hidden member `~check`: a client that is given it has all that it needs to check what it
 * sends, and a client that is not has nothing of schemas in its bundle.
 *
 * @throws {TypeError} that names every fault with its path: `procedures.orders.then: the name is reserved`.
 */
export function checkedContract<
  P extends Procedures = Record<never, never>,
  T extends Topics = Record<never, never>,
  C extends Procedures = Record<never, never>,
>(definition: ContractDefinition<P, T, C>): Contract<P, T, C> {
  const declared = contract<P, T, C>(definition);
  return Object.freeze(Object.defineProperty({ ...declared }, '~check', { value: new LazyContractCheck(declared) }));
}
