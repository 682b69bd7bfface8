import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../src/contract/contract.ts';
import { event } from '../../src/contract/event.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { topic } from '../../src/contract/topic.ts';
import { LazyContractCheck } from '../../src/validation/contract-check.ts';

const Named = Type.Object({ name: Type.String() });
const when = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());

const market = contract({
  procedures: {
    quote: procedure({ params: Type.Object({ symbol: Type.String({ default: 'ACME' }), at: Type.Optional(when) }) }),
    orders: { import: procedure({ input: Type.Integer() }) },
    later: procedure({ params: z.object({ name: z.string().refine((name) => Promise.resolve(name !== 'Bo')) }) }),
  },
  topics: {
    chat: topic({ params: Named, presence: Named, events: { said: event(Type.String(), { delivery: 'log' }) } }),
    news: topic({ events: { told: event(Type.String(), { delivery: 'log' }) } }),
  },
});

const issues = (path: string, message: string) => ({ ok: false, issues: [{ path, message }] });

describe('LazyContractCheck', () => {
  const check = new LazyContractCheck(market);

  it('gives back as it is what a server would take, without defaults filled in or anything decoded', () => {
    const values = [
      check.params('quote', {}),
      check.params('quote', undefined),
      check.params('quote', { at: '2026-01-01T00:00:00Z', more: 1 }),
      check.input('orders.import', 5),
      check.roomParams('chat', { name: 'hall' }),
      check.roomParams('news', undefined),
      check.state('chat', { name: 'Ann' }),
      check.event('chat', 'said', 'hello'),
    ];
    const sent = [{}, {}, { at: '2026-01-01T00:00:00Z', more: 1 }, 5, { name: 'hall' }, undefined, { name: 'Ann' }, 'hello'];
    expect(values).toEqual(sent.map((value) => ({ ok: true, value })));
  });

  it('tells what a server would refuse, and why', () => {
    expect([
      check.params('quote', { symbol: 5 }),
      check.input('orders.import', '5'),
      check.roomParams('chat', { name: null }),
      check.roomParams('news', { more: 1 }),
      check.state('chat', { name: 5 }),
      check.state('news', {}),
      check.event('chat', 'said', 5),
    ]).toEqual([
      issues('/symbol', 'must be string'),
      issues('', 'must be integer'),
      issues('/name', 'must be string'),
      issues('', 'must be left out'),
      issues('/name', 'must be string'),
      issues('', 'must be left out'),
      issues('', 'must be string'),
    ]);
  });

  it('lets through what the contract does not name: the server may know it', () => {
    const values = [
      check.params('orders', 1),
      check.input('none', 2),
      check.roomParams('none', 3),
      check.state('none', 4),
      check.event('chat', 'toString', 5),
    ];
    expect(values).toEqual([1, 2, 3, 4, 5].map((value) => ({ ok: true, value })));
  });

  it('answers by a promise where a schema does', async () => {
    const answers = [check.params('later', { name: 'Ann' }), check.params('later', { name: 'Bo' })];
    expect(answers.map((answer) => answer instanceof Promise)).toEqual([true, true]);
    expect(await Promise.all(answers)).toMatchObject([
      { ok: true, value: { name: 'Ann' } },
      { ok: false, issues: [{ path: '/name' }] },
    ]);
  });

  it('generates no code, which the policy of a page may forbid', () => {
    const generating = globalThis.Function;
    try {
      Object.assign(globalThis, {
        Function: () => {
          throw new Error('generated');
        },
      });
      expect(new LazyContractCheck(market).params('quote', { symbol: 'ACME' })).toMatchObject({ ok: true });
    } finally {
      Object.assign(globalThis, { Function: generating });
    }
  });
});
