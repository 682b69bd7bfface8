import { systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/rooms/authorization.ts';
import { HallBench } from '../support/hall-bench.ts';
import { hallEntry, roomWorld } from '../support/room-world.ts';

async function peer() {
  const bench = new HallBench();
  bench.client();
  await settled();
  const [first] = bench.test.hub.peers();
  if (first === undefined) throw new Error('nobody came');
  return first;
}

describe('refusalOf', () => {
  it('lets everybody in where nothing is asked', async () => {
    expect(await refusalOf(roomWorld(), hallEntry('feed'), {}, await peer(), 'join')).toBeUndefined();
  });

  it('hands on params, peer and action', async () => {
    const asked: unknown[] = [];
    const entry = hallEntry('feed', { authorize: (...args) => void asked.push(args) });
    const who = await peer();
    await refusalOf(roomWorld(), entry, { name: 'a' }, who, 'publish');
    expect(asked).toEqual([[{ name: 'a' }, who, 'publish']]);
  });

  it.each([[true], [Promise.resolve(true)]])('lets in whoever gets %s', async (answer) => {
    expect(await refusalOf(roomWorld(), hallEntry('feed', { authorize: () => answer }), {}, await peer(), 'join')).toBeUndefined();
  });

  it.each([[false], [undefined], [null], [1], ['yes'], [{}]])('refuses whoever gets %s: only true is a yes', async (answer) => {
    const refusal = await refusalOf(roomWorld(), hallEntry('feed', { authorize: () => answer }), {}, await peer(), 'join');
    expect(refusal).toEqual(systemError('Forbidden', 'you may not join this room'));
  });

  it('tells an error of the system that is thrown as it is, and anything else as Internal with an id in the log', async () => {
    const world = roomWorld();
    const thrown = [systemError('Unauthenticated', 'who are you'), new Error('the database is gone')];
    const refusals: unknown[] = [];
    for (const error of thrown) {
      const authorize = () => {
        throw error;
      };
      refusals.push(await refusalOf(world, hallEntry('feed', { authorize }), {}, await peer(), 'join'));
    }
    expect(refusals).toEqual([thrown[0], expect.objectContaining({ name: 'Internal', data: { errorId: 'id-1' } })]);
    expect(world.log.lines).toEqual([
      ['error', { err: thrown[1], errorId: 'id-1', topic: 'feed', peer: expect.any(String) }, 'a handler failed'],
    ]);
  });
});
