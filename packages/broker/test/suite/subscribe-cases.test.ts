import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { subscribeCases } from '../../src/suite/subscribe-cases.ts';
import { failingCases } from '../support/failing-cases.ts';

const broken: readonly { readonly fault: string; readonly alter: (broker: Broker) => Partial<Broker> }[] = [
  {
    fault: 'numbers only what is logged',
    alter: (broker) => ({
      subscribe: (room, listener) =>
        broker.subscribe(room, {
          onEvent: (event) => listener.onEvent({ ...event, version: event.offset }),
          onMember: (change) => listener.onMember(change),
        }),
    }),
  },
  {
    fault: 'hands everything over twice',
    alter: (broker) => ({
      subscribe: (room, listener) =>
        broker.subscribe(room, {
          onEvent: (event) => {
            listener.onEvent(event);
            listener.onEvent(event);
          },
          onMember: (change) => listener.onMember(change),
        }),
    }),
  },
  {
    fault: 'goes on after a close',
    alter: (broker) => ({
      subscribe: async (room, listener) => ({ ...(await broker.subscribe(room, listener)), close: () => Promise.resolve() }),
    }),
  },
  {
    fault: 'begins at 0',
    alter: (broker) => ({ subscribe: async (room, listener) => ({ ...(await broker.subscribe(room, listener)), version: 0 }) }),
  },
];

describe('subscribeCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ alter }) => {
    expect(await failingCases(subscribeCases, alter)).not.toEqual([]);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(subscribeCases, () => ({}))).toEqual([]);
  });
});
