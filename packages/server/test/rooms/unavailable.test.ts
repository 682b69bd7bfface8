import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { orUnavailable } from '../../src/rooms/unavailable.ts';
import { roomWorld } from '../support/room-world.ts';

describe('orUnavailable', () => {
  it('gives what the broker answers', async () => {
    expect(await orUnavailable(roomWorld(), Promise.resolve(7), {})).toBe(7);
  });

  it('tells the client to come back, and the log why', async () => {
    const world = roomWorld();
    const cause = new Error('connection refused');
    await expect(orUnavailable(world, Promise.reject(cause), { topic: 'feed' })).rejects.toMatchObject({ name: 'Unavailable', cause });
    expect(world.log.lines).toEqual([['warn', { err: cause, topic: 'feed' }, expect.any(String)]]);
  });

  it('lets an error pass that is for the client already', async () => {
    const world = roomWorld();
    const error = systemError('TooMany', 'later');
    await expect(orUnavailable(world, Promise.reject(error), {})).rejects.toBe(error);
    expect(world.log.lines).toEqual([]);
  });
});
