import { describe, expect, it } from 'vitest';
import { Accounts, settle } from '../../../exchange/market/accounts.ts';

const ORDER = { id: 'order-one', symbol: 'ACME', side: 'buy', limit: 500 } as const;

describe('Accounts', () => {
  it('gives everybody 100,000 dollars to begin with, and the same account again', () => {
    const accounts = new Accounts();
    expect(accounts.of('ann')).toEqual({ cash: 10_000_000, positions: new Map(), executions: new Map() });
    expect(accounts.of('ann')).toBe(accounts.of('ann'));
  });

  it('forgets who was seen longest ago past 2,000', () => {
    const accounts = new Accounts();
    const [ann, bob] = [accounts.of('ann'), accounts.of('bob')];
    for (let count = 0; count < 1_998; count += 1) accounts.of(`${count}`);
    expect(accounts.of('ann')).toBe(ann);
    accounts.of('one more');
    expect(accounts.of('ann')).toBe(ann);
    expect(accounts.of('bob')).not.toBe(bob);
  });
});

describe('settle', () => {
  it('books fills at their prices', () => {
    const account = new Accounts().of('ann');
    const fills = [
      { price: 400, quantity: 1 },
      { price: 500, quantity: 3 },
    ];
    const execution = { id: 'order-one', symbol: 'ACME', side: 'buy', filled: 4, averagePrice: 475, cash: 9_998_100, position: 4 };
    expect(settle(account, ORDER, fills)).toEqual(execution);
    expect(account).toEqual({ cash: 9_998_100, positions: new Map([['ACME', 4]]), executions: new Map([['order-one', execution]]) });
  });

  it('remembers the newest 50 orders', () => {
    const account = new Accounts().of('ann');
    for (let count = 0; count < 70; count += 1) settle(account, { ...ORDER, id: `${count}` }, []);
    expect([...account.executions.keys()]).toEqual(Array.from({ length: 50 }, (_, index) => `${20 + index}`));
  });
});
