import { settled } from '@trunkline/test-kit/settled';
import { VirtualTimers } from '@trunkline/test-kit/virtual-timers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { AwarenessSender } from '../../src/awareness/awareness-sender.ts';

function bench() {
  const timers = new VirtualTimers();
  const own = new Awareness(new Y.Doc());
  const other = new Awareness(new Y.Doc());
  onTestFinished(() => {
    own.destroy();
    other.destroy();
  });
  const told: unknown[] = [];
  let answer: (error?: Error) => void = () => {};
  const sender = new AwarenessSender(own, {
    publish: (update) => {
      applyAwarenessUpdate(other, update, 'test');
      told.push(other.getStates().get(own.clientID)?.cursor);
      return new Promise((resolve, reject) => {
        answer = (error) => (error === undefined ? resolve(undefined) : reject(error));
      });
    },
    after: (delayMs, run) => timers.after(delayMs, run),
  });
  return {
    timers,
    told,
    answer: (error?: Error) => answer(error),
    move: (cursor: number) => {
      own.setLocalStateField('cursor', cursor);
      sender.tell();
    },
  };
}

describe('AwarenessSender', () => {
  it('tells the newest state of a turn', async () => {
    const { told, move } = bench();
    move(1);
    move(2);
    await settled();
    expect(told).toEqual([2]);
  });

  it('tells the next one once the last is answered and 50 ms have passed', async () => {
    const { timers, told, move, answer } = bench();
    move(1);
    await settled();
    for (const cursor of [2, 3, 4]) move(cursor);
    await timers.advance(50);
    expect(told).toEqual([1]);
    answer();
    await settled();
    expect(told).toEqual([1, 4]);
    answer();
    await timers.advance(49);
    move(5);
    await settled();
    expect(told).toEqual([1, 4]);
    await timers.advance(1);
    expect(told).toEqual([1, 4, 5]);
  });

  it('goes on after one that was lost, and repeats nothing', async () => {
    const { timers, told, move, answer } = bench();
    move(1);
    await settled();
    answer(new Error('lost'));
    await timers.advance(1_000);
    expect(told).toEqual([1]);
    move(2);
    await settled();
    expect(told).toEqual([1, 2]);
  });
});
