import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { contract } from '../../src/contract/contract.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { checkedContract } from '../../src/validation/checked-contract.ts';
import { LazyContractCheck } from '../../src/validation/contract-check.ts';

const definition = { procedures: { quote: procedure({ params: Type.Object({ symbol: Type.String() }) }) } };

describe('checkedContract', () => {
  it('declares what contract() declares, frozen, and hides the check in it', () => {
    const checked = checkedContract(definition);
    expect(checked).toEqual(contract(definition));
    expect(Object.isFrozen(checked)).toBe(true);
    expect(Object.keys(checked)).toEqual(['~trunkline', 'procedures', 'topics', 'client']);
    expect(Reflect.get(checked, '~check')).toBeInstanceOf(LazyContractCheck);
  });

  it('checks by the contract that it is the check of', () => {
    const check: unknown = Reflect.get(checkedContract(definition), '~check');
    if (!(check instanceof LazyContractCheck)) throw new Error('there is no check');
    expect([check.params('quote', { symbol: 'ACME' }), check.params('quote', {})]).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it('names every fault, as contract() does', () => {
    const wrong = { procedures: { $mine: procedure({}) }, topics: 5 };
    expect(() => Reflect.apply(checkedContract, undefined, [wrong])).toThrow(
      new TypeError('procedures.$mine: the name is reserved\ntopics: must be a plain object of topics'),
    );
  });
});
