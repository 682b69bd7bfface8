import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Host } from '../kernel/host.ts';
import { testStage } from '../kernel/test-stage.ts';
import { testRoom } from '../rooms/test-room.ts';
import { ApplicationPublisher } from './application-publisher.ts';
import type { RoomHandle } from './room-handle.ts';

const QUIET = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => {} };

/** A publisher in a room whose `publish` does as the test says. */
function publishing(publish: RoomHandle['publish']) {
  const stage = testStage('publisher');
  const { room, book, truth } = testRoom('feed');
  const publisher = new ApplicationPublisher(room, new Host(stage, 'client', QUIET), book);
  const publishItem = () => publisher.publish({ publish }, 'item', 'a', 5);
  return { stage, book, truth, publisher, publishItem };
}

describe('ApplicationPublisher', () => {
  it('takes a receipt that tells where the event is, and no other', async () => {
    const { truth, publishItem } = publishing((_, { number }) => {
      truth.published(number, truth.head.offset + 1);
      return Promise.resolve({ offset: 1 });
    });
    await publishItem();
    await expect(publishItem()).rejects.toThrow('a receipt tells where the event is');
  });

  it('lets nothing take effect any more of which the client said that it was not sent', async () => {
    const { book, truth, publishItem } = publishing(() => Promise.reject(systemError('Cancelled', 'the room was left')));
    await publishItem();
    expect(book.of(0).neverHappens).toBe(true);
    expect(() => truth.published(0, 1)).toThrow('what was not sent does not take effect');
  });

  it('finds out that what was sent is said to be not', async () => {
    const { truth, publishItem } = publishing((_, { number }) => {
      truth.published(number, 1);
      return Promise.reject(systemError('Closed', 'gone'));
    });
    await expect(publishItem()).rejects.toThrow('what was not sent does not take effect');
  });

  it('leaves the order of what failed open', async () => {
    const { stage, book, publisher, publishItem } = publishing(async () => {
      stage.time.stepped();
      await Promise.resolve();
      throw systemError('Unavailable', 'later');
    });
    const published = publishItem();
    expect(publisher.unrest()).toEqual(['publication 0 of client is not settled']);
    await published;
    expect([book.of(0).neverHappens, book.of(0).isLoose, publisher.unrest()]).toEqual([false, true, []]);
  });

  it('does not wait for ever', () => {
    const { stage, publishItem } = publishing(() => new Promise(() => {}));
    void publishItem();
    expect(() => {
      while (stage.time.next(200_000));
    }).toThrow('a publish is settled in its time');
    expect(stage.time.now).toBe(101_000);
  });
});
