import { type ContractCheck, invalidParams, type Validated } from '@trunkline/protocol/wire';

/**
 * The check that a contract carries which was made by `contract()`.
 *
 * Found by its name, so that nothing of schemas and validators is in a bundle but with the contract itself.
 *
 * @throws {TypeError} for anything else.
 */
export function checkOf(contract: object): ContractCheck {
  const check: unknown = Reflect.get(contract, '~check');
  if (isCheck(check)) return check;
  throw new TypeError('contract must be made by contract() of @trunkline/protocol');
}

function isCheck(value: unknown): value is ContractCheck {
  const methods = ['params', 'input', 'roomParams', 'state', 'event'];
  return typeof value === 'object' && value !== null && methods.every((name) => typeof Reflect.get(value, name) === 'function');
}

/** @throws {RpcError} `InvalidParams`, as the server would say it, where the contract does not take the value. */
export function requireValid(checked: Validated, what: string): void {
  if (!checked.ok) throw invalidParams(what, checked.issues);
}
