import { expect, it } from 'vitest';
import { unsubscribe } from '../../src/rooms/unsubscribe.ts';
import { roomWorld } from '../support/room-world.ts';

it('unsubscribe closes a subscription, and tries again until the broker has done it', async () => {
  const world = roomWorld();
  const handed: number[] = [];
  const subscription = await world.broker.subscribe('room', { onEvent: ({ version }) => void handed.push(version), onMember: () => {} });
  const publish = () => world.broker.publish('room', { delivery: 'ephemeral', payload: new Uint8Array() });
  world.broker.failing.add('unsubscribe');
  unsubscribe(subscription, world, { topic: 'feed' });
  await world.platform.advance(3_000);
  await publish();
  expect([world.broker.count('unsubscribe'), world.log.lines]).toEqual([
    3,
    Array.from({ length: 3 }, () => [
      'warn',
      { err: new Error('unsubscribe failed'), topic: 'feed' },
      'a subscription to a room could not be closed; that is tried again',
    ]),
  ]);
  world.broker.failing.clear();
  await world.platform.advance(4_000);
  await publish();
  await world.platform.advance(60_000);
  expect([world.broker.count('unsubscribe'), handed]).toEqual([4, [1]]);
});
