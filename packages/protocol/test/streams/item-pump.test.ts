import { describe, expect, it } from 'vitest';
import { ItemPump, type SourceEnd } from '../../src/streams/item-pump.ts';
import { gate } from '../support/gate.ts';
import { recordedSource } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

/** A sink with room for so many items, and a pump into it. */
function pumpInto(source: AsyncIterable<unknown> | Iterable<unknown>, room: number) {
  const sink = {
    room,
    items: [] as unknown[],
    /** What sending an item waits for. */
    sending: undefined as Promise<void> | undefined,
    get isWritable() {
      return this.room > 0;
    },
    sendItem(item: unknown): void | Promise<void> {
      if (item === 'refused') throw new TypeError('no plain data');
      this.room -= 1;
      this.items.push(item);
      return this.sending;
    },
  };
  const ends: SourceEnd[] = [];
  const pump = new ItemPump(source, sink, (end) => ends.push(end));
  pump.run();
  return { sink, ends, pump };
}

/** Makes `item` and, once nobody wants more, tidies up for as long as `tidying` takes. */
async function* tidyingFor(log: unknown[], tidying: Promise<void>, item: unknown) {
  try {
    yield item;
    log.push('asked again');
  } finally {
    await tidying;
    log.push('tidied');
  }
}

/** Numbers from 1, and what the generator went through. */
async function* counted(log: unknown[], count: number) {
  try {
    for (let item = 1; item <= count; item += 1) {
      await Promise.resolve();
      log.push(`made ${item}`);
      yield item;
    }
    return 'result';
  } finally {
    log.push('tidied');
  }
}

describe('ItemPump', () => {
  it('asks for an item only while the sink takes one', async () => {
    const log: unknown[] = [];
    const { sink, ends, pump } = pumpInto(counted(log, 3), 2);
    await settled();
    expect([sink.items, log, ends]).toEqual([[1, 2], ['made 1', 'made 2'], []]);
    sink.room = 1;
    pump.run();
    await settled();
    expect([sink.items, ends]).toEqual([[1, 2, 3], []]);
    sink.room = 1;
    pump.run();
    await settled();
    expect([log.at(-1), ends]).toEqual(['tidied', [{ value: 'result' }]]);
  });

  it('asks for one item at a time, however often it is told to run', async () => {
    const log: unknown[] = [];
    const { pump, sink } = pumpInto(counted(log, 5), 1);
    pump.run();
    pump.run();
    await settled();
    expect([sink.items, log]).toEqual([[1], ['made 1']]);
  });

  it('takes what is iterable at once as well', async () => {
    const { sink, ends } = pumpInto([1, 2], 10);
    await settled();
    expect([sink.items, ends]).toEqual([[1, 2], [{ value: undefined }]]);
  });

  it('tells what the source throws', async () => {
    const error = new Error('broken');
    const { ends } = pumpInto(
      (function* () {
        yield 1;
        throw error;
      })(),
      10,
    );
    await settled();
    expect(ends).toEqual([{ error }]);
  });

  it('ends the source when the sink refuses an item', async () => {
    const log: unknown[] = [];
    const source = (function* () {
      try {
        yield 'refused';
        log.push('asked again');
      } finally {
        log.push('tidied');
      }
    })();
    const { ends } = pumpInto(source, 10);
    await settled();
    expect([log, ends]).toEqual([['tidied'], [{ error: new TypeError('no plain data') }]]);
  });

  it('stops: the source tidies up, and nothing is told', async () => {
    const log: unknown[] = [];
    const { pump, sink, ends } = pumpInto(counted(log, 3), 1);
    await settled();
    void pump.stop();
    sink.room = 5;
    pump.run();
    await settled();
    expect([log, ends, sink.items]).toEqual([['made 1', 'tidied'], [], [1]]);
  });

  it('drops the item that was asked for before it was stopped', async () => {
    const { pump, sink, ends } = pumpInto(counted([], 3), 1);
    void pump.stop();
    await settled();
    expect([sink.items, ends]).toEqual([[], []]);
  });

  it('lets nobody hear of a source that throws while it tidies up', async () => {
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 1 }),
        return: () => Promise.reject(new Error('while tidying')),
      }),
    };
    const { pump, ends } = pumpInto(source, 1);
    await settled();
    expect(await pump.stop()).toBeUndefined();
    expect(ends).toEqual([]);
  });

  it('tells whoever stops it when the source has tidied up, however often it is stopped', async () => {
    const log: unknown[] = [];
    const tidying = gate();
    const { pump } = pumpInto(tidyingFor(log, tidying.promise, 1), 1);
    await settled();
    for (const stop of ['first stop', 'second stop']) pump.stop().then(() => log.push(stop), log.push);
    await settled();
    expect(log).toEqual([]);
    tidying.open();
    await settled();
    expect(log).toEqual(['tidied', 'first stop', 'second stop']);
    await pump.stop();
    expect(log).toHaveLength(3);
  });

  it('waits, when it is stopped, for a generator that is at work', async () => {
    const log: unknown[] = [];
    const work = gate();
    const source = (async function* () {
      try {
        await work.promise;
        yield 'too late';
      } finally {
        log.push('tidied');
      }
    })();
    const { pump, sink } = pumpInto(source, 1);
    pump.stop().then(() => log.push('stopped'), log.push);
    await settled();
    expect(log).toEqual([]);
    work.open();
    await settled();
    expect([log, sink.items]).toEqual([['tidied', 'stopped'], []]);
  });

  it('waits, when it is stopped, for the item of a source that cannot return', async () => {
    const log: unknown[] = [];
    const work = gate();
    const source = { [Symbol.asyncIterator]: () => ({ next: () => work.promise.then(() => ({ done: false, value: 1 })) }) };
    const { pump, ends } = pumpInto(source, 1);
    pump.stop().then(() => log.push('stopped'), log.push);
    await settled();
    expect(log).toEqual([]);
    work.refuse(new Error('after all'));
    await settled();
    expect([log, ends]).toEqual([['stopped'], []]);
  });

  it('has nothing to wait for, when it is stopped, at the end of its source', async () => {
    const log: unknown[] = [];
    const { pump, ends } = pumpInto(recordedSource(log), 10);
    await settled();
    expect(await pump.stop()).toBeUndefined();
    expect([ends, log]).toEqual([[{ value: 1 }], ['asked']]);
  });

  it('lets its source go once, however often it is stopped', async () => {
    const log: unknown[] = [];
    const { pump } = pumpInto(recordedSource(log), 0);
    await Promise.all([pump.stop(), pump.stop()]);
    await pump.stop();
    expect(log).toEqual(['let go']);
  });

  it('lets a source tidy up that stops it while it makes an item', async () => {
    const log: unknown[] = [];
    let stop = () => {};
    const source = (function* () {
      try {
        stop();
        yield 1;
      } finally {
        log.push('tidied');
      }
    })();
    const sink = { isWritable: true, sendItem: (item: unknown) => void log.push(item) };
    const pump = new ItemPump(source, sink, (end) => log.push(end));
    stop = () => void pump.stop();
    pump.run();
    await settled();
    expect(log).toEqual(['tidied']);
  });

  it('touches a source only when the sink takes an item, or when it is stopped: then it returns without being asked', async () => {
    const log: string[] = [];
    const source = {
      [Symbol.iterator]() {
        log.push('opened');
        return {
          next: () => ({ done: true, value: log.push('asked') }),
          return: () => ({ done: true, value: log.push('returned') }),
        };
      },
    };
    const { pump } = pumpInto(source, 0);
    await settled();
    expect(log).toEqual([]);
    await pump.stop();
    expect(log).toEqual(['opened', 'returned']);
  });

  it('takes a source that cannot be opened for one that failed, and nobody hears of it once it is stopped', async () => {
    const error = new Error('locked');
    const locked = {
      [Symbol.asyncIterator]() {
        throw error;
      },
    };
    expect(await pumpInto(locked, 0).pump.stop()).toBeUndefined();
    const { ends } = pumpInto(locked, 1);
    await settled();
    expect(ends).toEqual([{ error }]);
  });

  it.each(['null', '5', '"done"'])('takes a source that answers with %s, not with an object, for one that failed', async (text) => {
    const source = { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(JSON.parse(text)) }) };
    const { ends } = pumpInto(source, 1);
    await settled();
    expect(ends).toEqual([{ error: new TypeError(`the answer of an iterator is an object, not ${JSON.parse(text)}`) }]);
  });

  it('tells of a refused item when the source has tidied up', async () => {
    const log: unknown[] = [];
    const tidying = gate();
    const { ends, pump } = pumpInto(tidyingFor(log, tidying.promise, 'refused'), 10);
    await settled();
    pump.run();
    await settled();
    expect([log, ends]).toEqual([[], []]);
    tidying.open();
    await settled();
    expect([log, ends]).toEqual([['tidied'], [{ error: new TypeError('no plain data') }]]);
  });

  it('tells nothing of a refused item when it is stopped before the source has tidied up', async () => {
    const log: unknown[] = [];
    const tidying = gate();
    const { ends, pump } = pumpInto(tidyingFor(log, tidying.promise, 'refused'), 10);
    await settled();
    pump.stop().then(() => log.push('stopped'), log.push);
    tidying.open();
    await settled();
    expect([log, ends]).toEqual([['tidied', 'stopped'], []]);
  });

  it('asks for no item before the one before it is sent, where that takes time', async () => {
    const log: unknown[] = [];
    const sending = gate();
    const { sink, ends, pump } = pumpInto(counted(log, 2), 0);
    sink.sending = sending.promise;
    sink.room = 5;
    pump.run();
    await settled();
    pump.run();
    await settled();
    expect(log).toEqual(['made 1']);
    sink.sending = undefined;
    sending.open();
    await settled();
    expect([sink.items, ends]).toEqual([[1, 2], [{ value: 'result' }]]);
  });

  it('lets its source go once, and tells nothing, when sending an item fails after it was stopped', async () => {
    const log: unknown[] = [];
    const sending = gate();
    const source = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => ({ done: true, value: log.push('let go') }) }),
    };
    const { sink, ends, pump } = pumpInto(source, 0);
    sink.sending = sending.promise;
    sink.room = 1;
    pump.run();
    await settled();
    await pump.stop();
    sending.refuse(new Error('no plain data'));
    await settled();
    expect([log, ends, sink.items]).toEqual([['let go'], [], [1]]);
  });

  it('ends the source when sending an item fails later', async () => {
    const log: unknown[] = [];
    const error = new Error('no plain data');
    const { sink, ends, pump } = pumpInto(counted(log, 2), 0);
    sink.sending = Promise.reject(error);
    sink.room = 5;
    pump.run();
    await settled();
    expect([log, ends]).toEqual([['made 1', 'tidied'], [{ error }]]);
  });
});
