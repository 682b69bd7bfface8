import { DEFAULT_RETENTION } from '@trunkline/broker';
import { describe, expect, it } from 'vitest';
import { LogChunk } from '../../src/rooms/log-chunk.ts';
import { type LogRead, LogReader } from '../../src/rooms/log-reader.ts';
import { encodeEvent } from '../../src/rooms/room-event.ts';
import { roomWorld, type TestWorld } from '../support/room-world.ts';
import { range } from '../support/told.ts';

async function filled(count: number, bytes = 1, retention = { ...DEFAULT_RETENTION, count: 5_000, bytes: 64 << 20 }) {
  const world = roomWorld();
  const payload = encodeEvent({ name: 'e', data: 'x'.repeat(bytes) });
  for (let at = 0; at < count; at += 1) await world.broker.publish('room', { delivery: 'log', payload, retention });
  const [head] = await world.broker.heads(['room']);
  if (head === undefined) throw new Error('the room is not there');
  return { world, reader: new LogReader(world, 'room', 1), epoch: head.position.epoch };
}

function offsetsOf(read: LogRead): unknown {
  return read instanceof LogChunk ? read.events.map(({ offset }) => offset) : read;
}

describe('LogReader', () => {
  it('reads what is behind a position', async () => {
    const { reader, epoch } = await filled(5);
    expect(offsetsOf(await reader.read({ epoch, offset: 2 }))).toEqual([3, 4, 5]);
    expect(offsetsOf(await reader.read({ epoch, offset: 5 }))).toEqual([]);
  });

  it('reads 1,000 events at most', async () => {
    const { reader, epoch } = await filled(1_002);
    expect(offsetsOf(await reader.read({ epoch, offset: 1 }))).toEqual(range(2, 1_001));
  });

  it('reads 1 MiB at most, but one event always', async () => {
    const { reader, epoch } = await filled(5, 400 << 10);
    expect(offsetsOf(await reader.read({ epoch, offset: 0 }))).toEqual([1, 2]);
    const { reader: long, epoch: other } = await filled(2, 2 << 20);
    expect(offsetsOf(await long.read({ epoch: other, offset: 0 }))).toEqual([1]);
  });

  it('tells what is lost, and where the log stands', async () => {
    const { reader, epoch } = await filled(5, 1, { ...DEFAULT_RETENTION, count: 2 });
    const head = { epoch, offset: 5 };
    expect(await reader.read({ epoch, offset: 2 })).toEqual({ lost: 'trimmed', head });
    expect(await reader.read({ epoch: 'another', offset: 2 })).toEqual({ lost: 'epoch', head });
    expect(await reader.read({ epoch, offset: 6 })).toEqual({ lost: 'epoch', head });
    expect(offsetsOf(await reader.read({ epoch, offset: 3 }))).toEqual([4, 5]);
  });

  it('reads once for all who ask for the same meanwhile', async () => {
    const { world, reader, epoch } = await filled(3);
    const release = world.broker.hold('read');
    const readings = [1, 1, 2, 1].map((offset) => reader.read({ epoch, offset }));
    release();
    const [one, two, three] = await Promise.all(readings);
    expect([one === two, one === three, world.broker.count('read')]).toEqual([true, false, 2]);
    await reader.read({ epoch, offset: 1 });
    expect(world.broker.count('read')).toBe(3);
  });

  it('rejects for all who wait, and reads again for those who come after', async () => {
    const { world, reader, epoch } = await filled(1);
    world.broker.failing.add('read');
    const readings = [0, 0].map((offset) => reader.read({ epoch, offset }));
    expect((await Promise.allSettled(readings)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    world.broker.failing.clear();
    expect(offsetsOf(await reader.read({ epoch, offset: 0 }))).toEqual([1]);
  });

  it('takes a log that holds what is no event for trimmed, and says so', async () => {
    const { world, reader, epoch } = await filled(1);
    await publishNonsense(world);
    expect(await reader.read({ epoch, offset: 0 })).toEqual({ lost: 'trimmed', head: { epoch, offset: 2 } });
    expect(world.log.lines).toEqual([['error', { err: expect.anything(), room: 'room' }, expect.any(String)]]);
  });
});

function publishNonsense({ broker }: TestWorld) {
  return broker.publish('room', { delivery: 'log', payload: Uint8Array.of(0xc1), retention: DEFAULT_RETENTION });
}
