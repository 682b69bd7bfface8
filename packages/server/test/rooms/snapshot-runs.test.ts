import { DEFAULT_RETENTION, type Position } from '@trunkline/broker';
import { jsonCodec, systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../../src/rooms/room-event.ts';
import type { Snapshot } from '../../src/rooms/snapshot.ts';
import { type SnapshotRoom, SnapshotRuns, snapshotsFailed } from '../../src/rooms/snapshot-runs.ts';
import type { Callback } from '../../src/rooms/topic-entry.ts';
import { at } from '../../src/rooms/topic-handler.ts';
import { hallEntry, roomWorld } from '../support/room-world.ts';

const EPOCH = 'epoch.1';

/** Runs of the board, whose log stands at offset 3, with a room that has fanned out 2 of them. */
async function runs(takeSnapshot: Callback, topic: 'board' | 'gauge' = 'board') {
  const world = roomWorld();
  const payload = encodeEvent({ name: 'line', data: 1 });
  for (let line = 0; line < 3; line += 1) await world.broker.publish('board', { delivery: 'log', payload, retention: DEFAULT_RETENTION });
  const room = {
    number: 1,
    name: 'board',
    entry: hallEntry(topic, { takeSnapshot }),
    params: { of: 'board' },
    position: { epoch: EPOCH, offset: 2 },
  } satisfies SnapshotRoom;
  return { ...world, room, runs: new SnapshotRuns(room, world) };
}

function told(snapshot: Snapshot): unknown {
  return jsonCodec.decode(snapshot.message(jsonCodec).message);
}

function snapshotAt(position: Position, data: unknown) {
  return { kind: 'snapshot', room: 1, ...position, data };
}

describe('SnapshotRuns', () => {
  it('stands at the position before the run', async () => {
    const asked: unknown[] = [];
    const made = await runs((params) => {
      asked.push(params);
      made.room.position = { epoch: EPOCH, offset: 3 };
      return { lines: 3 };
    });
    expect(told(await made.runs.take())).toEqual(snapshotAt({ epoch: EPOCH, offset: 2 }, { lines: 3 }));
    expect(asked).toEqual([{ of: 'board' }]);
  });

  it('is shared by all who come while it runs', async () => {
    let run = 0;
    const { runs: one } = await runs(() => {
      run += 1;
      return { lines: run };
    });
    const [first, second, third] = await Promise.all([one.take(), one.take(), one.retake()]);
    expect([first === second, first === third, run]).toEqual([true, true, 1]);
    await one.take();
    expect(run).toBe(2);
  });

  it('stands where the application says that it stands', async () => {
    const { runs: one } = await runs(() => at({ epoch: EPOCH, offset: 3 }, { lines: 3 }));
    expect(told(await one.take())).toEqual(snapshotAt({ epoch: EPOCH, offset: 3 }, { lines: 3 }));
  });

  it.each([[{ epoch: EPOCH, offset: 4 }], [{ epoch: 'another', offset: 1 }], [{ epoch: EPOCH, offset: Number.NaN }]])(
    'does not believe that it stands at %j',
    async (position) => {
      const { runs: one, log } = await runs(() => at(position, { lines: 3 }));
      await expect(one.take()).rejects.toMatchObject({ name: 'Internal' });
      expect(log.lines).toMatchObject([['error', { err: expect.any(TypeError), topic: 'board' }, 'a handler failed']]);
    },
  );

  it('stands nowhere in particular where there is no log', async () => {
    const { runs: one, broker } = await runs(() => at({ epoch: 'x', offset: 9 }, 'state'), 'gauge');
    expect(told(await one.take())).toEqual(snapshotAt({ epoch: EPOCH, offset: 2 }, 'state'));
    expect(broker.count('heads')).toBe(0);
  });

  it.each([
    [
      'what throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['what rejects', () => Promise.reject(new Error('gone'))],
    ['what is none', () => ({ lines: 'many' })],
    ['nothing', () => undefined],
  ])('tells Internal of %s, and the log why', async (_, take) => {
    const { runs: one, log } = await runs(take);
    await expect(one.take()).rejects.toMatchObject({ name: 'Internal', data: { errorId: 'id-1' } });
    expect(log.lines).toMatchObject([['error', { topic: 'board', errorId: 'id-1' }, 'a handler failed']]);
  });

  it('tells an error of the system as it is', async () => {
    const error = systemError('Unavailable', 'warming up');
    const { runs: one } = await runs(() => Promise.reject(error));
    await expect(one.take()).rejects.toBe(error);
  });

  it('tells Unavailable when the broker does not say where the log stands', async () => {
    const { runs: one, broker } = await runs(() => at({ epoch: EPOCH, offset: 3 }, { lines: 3 }));
    broker.failing.add('heads');
    await expect(one.take()).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('runs again for slow readers once a second at most, together for all who wait', async () => {
    let run = 0;
    const { runs: one, platform } = await runs(() => {
      run += 1;
      return { lines: run };
    });
    await one.retake();
    const waiting = [one.retake(), one.retake()];
    await platform.advance(500);
    waiting.push(one.retake());
    await platform.advance(499);
    expect(run).toBe(1);
    await platform.advance(1);
    expect([new Set(await Promise.all(waiting)).size, run]).toEqual([1, 2]);
    await platform.advance(1_000);
    await one.retake();
    expect(run).toBe(3);
  });

  it('does not make joiners wait', async () => {
    let run = 0;
    const { runs: one, platform } = await runs(() => {
      run += 1;
      return { lines: run };
    });
    await one.retake();
    const waiting = one.retake();
    await one.take();
    expect(run).toBe(2);
    await platform.advance(1_000);
    await waiting;
  });

  it('fails for all who wait, and is run again for those who come after', async () => {
    let isFailing = true;
    const { runs: one, platform } = await runs(() => {
      if (isFailing) throw new Error('gone');
      return { lines: 1 };
    });
    const failed = await Promise.allSettled([one.retake(), one.retake(), one.take()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    isFailing = false;
    const next = one.retake();
    await platform.advance(1_000);
    expect((await next).position.offset).toBe(2);
    await settled();
  });
});

describe('snapshotsFailed', () => {
  it('is Unavailable: the client may come back', () => {
    expect(snapshotsFailed()).toMatchObject({ name: 'Unavailable', code: -32_006 });
  });
});
