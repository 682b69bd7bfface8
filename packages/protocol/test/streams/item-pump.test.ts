import { describe, expect, it } from 'vitest';
import { ItemPump, type SourceEnd } from '../../src/streams/item-pump.ts';

/** A sink with room for so many items, and a pump into it. */
function pumpInto(source: AsyncIterable<unknown> | Iterable<unknown>, room: number) {
  const sink = {
    room,
    items: [] as unknown[],
    get isWritable() {
      return this.room > 0;
    },
    sendItem(item: unknown) {
      if (item === 'refused') throw new TypeError('no plain data');
      this.room -= 1;
      this.items.push(item);
    },
  };
  const ends: SourceEnd[] = [];
  const pump = new ItemPump(source, sink, (end) => ends.push(end));
  pump.run();
  return { sink, ends, pump };
}

/** Lets all promises that are due settle. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
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
    pump.stop();
    sink.room = 5;
    pump.run();
    await settled();
    expect([log, ends, sink.items]).toEqual([['made 1', 'tidied'], [], [1]]);
  });

  it('drops the item that was asked for before it was stopped', async () => {
    const { pump, sink, ends } = pumpInto(counted([], 3), 1);
    pump.stop();
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
    pump.stop();
    await settled();
    expect(ends).toEqual([]);
  });
});
