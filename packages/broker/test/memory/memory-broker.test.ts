import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/memory/memory-broker.ts';
import { headOf } from '../../src/suite/head-of.ts';
import { brokerSuite } from '../../src/suite/index.ts';
import { ephemeral, latest, logged, payload } from '../../src/suite/publications.ts';
import { Recorder } from '../../src/suite/recorder.ts';
import { EVERYTHING_POSSIBLE, newMemoryBroker, openMemory } from '../support/open-memory.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const EVERYTHING = { count: 10_000, bytes: 1 << 30 };

brokerSuite('MemoryBroker', () => openMemory(), EVERYTHING_POSSIBLE);

describe('MemoryBroker, as a store', () => {
  it('forgets a room that is empty and that nobody listens to, and its timer with the last one', async () => {
    const clock = new VirtualClock();
    const broker = newMemoryBroker(clock);
    const subscription = await broker.subscribe('quiet', new Recorder());
    expect([broker.size, clock.timers]).toEqual([1, 1]);
    await subscription.close();
    await broker.publish('logged', logged('x', { retention: { ageMs: 20_000 } }));
    await broker.publish('valued', latest('a', 'x', { ageMs: 10_000 }));
    await broker.publish('keyed', logged('x', { retention: { ageMs: 1 }, once: { principal: 'ann', key: 'k' } }));
    const sizes = [broker.size];
    for (const ms of [10_000, 10_000, 100_000]) {
      clock.advance(ms);
      sizes.push(broker.size);
    }
    expect({ sizes, bytes: broker.bytes, timers: clock.timers }).toEqual({ sizes: [3, 2, 1, 0], bytes: 0, timers: 0 });
  });

  it('gives a room that was forgotten another epoch, because its offsets begin again', async () => {
    const clock = new VirtualClock();
    const broker = newMemoryBroker(clock);
    await broker.publish('room', logged('x', { retention: { ageMs: 1_000 } }));
    const before = await headOf(broker, 'room');
    clock.advance(10_000);
    await broker.publish('room', logged('y'));
    const after = await headOf(broker, 'room');
    expect(after).toEqual({ position: { epoch: expect.not.stringContaining(before.position.epoch), offset: 1 }, version: 1 });
    expect(await broker.read('room', before.position, EVERYTHING)).toEqual({ kind: 'lost', reason: 'epoch', head: after.position });
  });

  it('keeps to its bytes at the cost of the room that was published to longest ago', async () => {
    const publishAll = async (broker: MemoryBroker) => {
      await broker.publish('old', logged('aaaa'));
      await broker.publish('mid', latest('s', 'bbbb'));
      await broker.publish('old', logged('cc'));
      await broker.publish('new', logged('dddd'));
    };
    const roomy = newMemoryBroker(new VirtualClock());
    await publishAll(roomy);
    const broker = newMemoryBroker(new VirtualClock(), roomy.bytes - 1);
    await publishAll(broker);
    expect([await broker.values('mid'), broker.size]).toEqual([[], 2]);
    const { position: old } = await headOf(broker, 'old');
    expect(await broker.read('old', { ...old, offset: 0 }, EVERYTHING)).toMatchObject({ events: [{ offset: 1 }, { offset: 2 }] });
    await broker.publish('new', logged('x'.repeat(3_000)));
    expect(await broker.read('old', { ...old, offset: 0 }, EVERYTHING)).toMatchObject({ kind: 'lost', reason: 'epoch' });
    const { position: now } = await headOf(broker, 'new');
    expect(await broker.read('new', { ...now, offset: 0 }, EVERYTHING)).toMatchObject({ events: [{ offset: 1 }, { offset: 2 }] });
  });

  it('hands over an event that is too large to keep', async () => {
    const broker = newMemoryBroker(new VirtualClock(), 3);
    const recorder = new Recorder();
    const subscription = await broker.subscribe('room', recorder);
    const empty = broker.bytes;
    await broker.publish('room', logged('aaaa'));
    expect([recorder.events.length, broker.bytes]).toEqual([1, empty]);
    await subscription.close();
    expect([broker.bytes, broker.size]).toEqual([0, 0]);
  });

  it('remembers no room to which nobody listens for what is not kept', async () => {
    const broker = newMemoryBroker(new VirtualClock());
    await broker.publish('room', ephemeral('a'));
    expect([broker.size, broker.bytes]).toEqual([0, 0]);
  });

  it('hands over before the publish resolves, and nothing after its close', async () => {
    const clock = new VirtualClock();
    const broker = newMemoryBroker(clock);
    const recorder = new Recorder();
    await broker.subscribe('room', recorder);
    const publishing = broker.publish('room', logged('a'));
    expect(recorder.events).toHaveLength(1);
    await publishing;
    await broker.close();
    expect([broker.size, broker.bytes, clock.timers]).toEqual([0, 0, 0]);
  });

  it('rejects everything once it is closed', async () => {
    const broker = newMemoryBroker(new VirtualClock());
    const recorder = new Recorder();
    const subscription = await broker.subscribe('room', recorder);
    await broker.close();
    const position = { epoch: 'e', offset: 0 };
    const asked: Readonly<Record<Exclude<keyof Broker, 'close'>, () => Promise<unknown>>> = {
      publish: () => broker.publish('room', logged('a')),
      subscribe: () => broker.subscribe('room', recorder),
      read: () => broker.read('room', position, EVERYTHING),
      heads: () => broker.heads(['room']),
      values: () => broker.values('room'),
      setMember: () => broker.setMember('room', { peer: 'ann', state: payload('a'), incarnation: 'here' }),
      removeMember: () => broker.removeMember('room', 'ann', 'here'),
      members: () => broker.members('room'),
      renewLease: () => broker.renewLease('here'),
    };
    for (const ask of Object.values(asked)) await expect(ask()).rejects.toThrow('the broker is closed');
    await Promise.all([broker.close(), subscription.close()]);
    expect([recorder.events, recorder.changes, broker.size, broker.bytes]).toEqual([[], [], 0, 0]);
  });

  it('refuses a limit that is no positive number', () => {
    for (const maxBytes of [0, -1, Number.NaN]) {
      expect(() => new MemoryBroker({ now: () => 0, every: () => () => {}, epoch: 'e', maxBytes })).toThrow(RangeError);
    }
  });
});
