import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { checkOf, requireValid } from '../../src/checks/contract-check.ts';
import { market } from '../support/market.ts';

describe('checkOf', () => {
  it('finds what a contract carries', () => {
    expect([checkOf(market).input('sum', 5), checkOf(market).input('sum', '5')]).toMatchObject([{ ok: true, value: 5 }, { ok: false }]);
  });

  it.each([{}, { ...market }, { '~check': 5 }, { '~check': { params: () => {} } }])(
    'refuses %j, which contract() has not made',
    (contract) => {
      expect(() => checkOf(contract)).toThrow(new TypeError('contract must be made by contract() of @trunkline/protocol'));
    },
  );
});

describe('requireValid', () => {
  it('throws what the server would answer', () => {
    const issues = [{ path: '/a', message: 'must be string' }];
    requireValid({ ok: true, value: 1 }, 'x is');
    expect(() => requireValid({ ok: false, issues }, 'pay: the params are')).toThrow(
      systemError('InvalidParams', 'pay: the params are not what the contract says', { issues }),
    );
  });
});
