import { describe, expect, it } from 'vitest';
import type { Broker, RoomHead } from '../../src/broker/broker.ts';
import { headCases } from '../../src/suite/head-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

/** A broker that answers other heads than it has. */
function withHeads(broker: Broker, change: (heads: readonly RoomHead[]) => readonly RoomHead[]): Partial<Broker> {
  return { heads: async (rooms) => change(await broker.heads(rooms)) };
}

const broken: readonly BrokenBroker[] = [
  {
    fault: 'answers in another order',
    noticedBy: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    alter: (broker) => withHeads(broker, (heads) => [...heads].reverse()),
  },
  {
    fault: 'leaves out rooms that nobody knows',
    noticedBy: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    alter: (broker) => withHeads(broker, (heads) => heads.filter(({ version }) => version > 0)),
  },
  {
    fault: 'has no epoch for rooms that nobody knows',
    noticedBy: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    alter: (broker) =>
      withHeads(broker, (heads) => heads.map((head) => (head.version > 0 ? head : { ...head, position: { epoch: '', offset: 0 } }))),
  },
  {
    fault: 'counts from 1 where nothing was published',
    noticedBy: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    alter: (broker) => withHeads(broker, (heads) => heads.map((head) => ({ ...head, version: Math.max(1, head.version) }))),
  },
  {
    fault: 'counts only what is logged',
    noticedBy: 'counts every publication of a room, whatever its delivery; a repeat is none',
    alter: (broker) => withHeads(broker, (heads) => heads.map((head) => ({ ...head, version: head.position.offset }))),
  },
  {
    fault: 'logs whatever is published',
    noticedBy: 'counts every publication of a room, whatever its delivery; a repeat is none',
    alter: (broker) =>
      withHeads(broker, (heads) => heads.map((head) => ({ ...head, position: { ...head.position, offset: head.version } }))),
  },
  {
    fault: 'takes a repeat for a publication',
    noticedBy: 'counts every publication of a room, whatever its delivery; a repeat is none',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, once: undefined } : publication),
    }),
  },
  {
    fault: 'forgets its count with its values',
    noticedBy: 'does not go back when all that was published is gone, while somebody is there',
    alter: (broker) => ({
      heads: async (rooms) => {
        const kept = await Promise.all(rooms.map((room) => broker.values(room)));
        return (await broker.heads(rooms)).map((head, at) => ({ ...head, version: kept[at]?.length === 0 ? 0 : head.version }));
      },
    }),
  },
];

describe('headCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(headCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(headCases, () => ({}))).toEqual([]);
  });
});
