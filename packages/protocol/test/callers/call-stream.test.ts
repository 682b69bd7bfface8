import { describe, expect, it } from 'vitest';
import { CallStream } from '../../src/callers/call-stream.ts';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { declaredError, systemError } from '../../src/envelope/rpc-error.ts';
import type { LinkedPairOptions } from '../support/linked-pair.ts';
import { itemsOf, lastCall, livePair, type PlanChanges, planFor } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

/** A stream that a client of a live pair may consume. */
function streamOf(changes: PlanChanges = {}, options: LinkedPairOptions = {}) {
  const live = livePair(options);
  return { ...live, stream: new CallStream(planFor(live.pair, changes)) };
}

/** A stream that is being iterated, and the call at its callee. */
function iterated(changes: PlanChanges = {}, options: LinkedPairOptions = {}) {
  const own = streamOf(changes, options);
  const iterator = own.stream[Symbol.asyncIterator]();
  const callee = lastCall(own.pair);
  const aborts: string[] = [];
  callee.handler = { onAbort: ({ name }) => aborts.push(name) };
  return { ...own, iterator, callee, aborts };
}

/** Reads to the end: items and how it ended. */
async function read(iterator: AsyncIterator<unknown, unknown, undefined>): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      seen.push(done === true ? { result: value } : value);
      if (done === true) return seen;
    }
  } catch (error) {
    return [...seen, { error }];
  }
}

describe.each([jsonCodec, msgpackCodec])('CallStream, in $name', (codec) => {
  it('begins when it is iterated, and gives what is made of the items and of the result', async () => {
    const { pair, stream, sent } = streamOf({ readItem: (item) => ({ item }), readResult: (value) => [value] }, { codec });
    expect(sent()).toEqual([]);
    const iterator = stream[Symbol.asyncIterator]();
    expect(sent()).toMatchObject([{ kind: 'request', method: 'm' }]);
    const callee = lastCall(pair);
    for (const item of ['a', 'b']) callee.sendItem(item);
    callee.respond('done');
    pair.pump();
    expect(await read(iterator)).toEqual([{ item: 'a' }, { item: 'b' }, { result: ['done'] }]);
    expect(await stream.result()).toEqual(['done']);
  });

  it('begins when its result is asked for, and discards the items, unread', async () => {
    const readItem = () => expect.unreachable();
    const { pair, stream } = streamOf({ readItem }, { codec, clientLimits: { own: { messageBytes: 1 << 20, credit: 2 } } });
    const result = stream.result();
    const callee = lastCall(pair);
    let sent = 0;
    for (; sent < 10 && callee.isWritable; sent += 1) {
      callee.sendItem(sent);
      pair.pump();
    }
    callee.respond('done');
    pair.pump();
    expect(sent).toBe(10);
    expect(await Promise.all([result, stream.result()])).toEqual(['done', 'done']);
  });

  it('streams both ways', async () => {
    const { pair, iterator, callee } = iterated({ input: itemsOf([], 1, 2) }, { codec });
    callee.handler = { onItem: (item) => callee.sendItem([item]), onInputEnd: () => callee.respond('done') };
    await settled();
    pair.pump();
    expect(await read(iterator)).toEqual([[1], [2], { result: 'done' }]);
  });

  it('grants the callee more only as the consumer takes items', async () => {
    const { pair, iterator, callee } = iterated({}, { codec, clientLimits: { own: { messageBytes: 1 << 20, credit: 4 } } });
    for (const item of [1, 2, 3, 4]) callee.sendItem(item);
    pair.pump();
    await iterator.next();
    pair.pump();
    expect(callee.isWritable).toBe(false);
    await iterator.next();
    pair.pump();
    expect(callee.isWritable).toBe(true);
  });

  it('fails in its loop behind the items that came before, and for whoever asks for the result', async () => {
    const { pair, stream, iterator, callee } = iterated({}, { codec });
    callee.sendItem('a');
    callee.fail(declaredError('Broke', { missing: 200 }));
    pair.pump();
    const error = declaredError('Broke', { missing: 200 });
    expect(await read(iterator)).toEqual(['a', { error }]);
    await expect(stream.result()).rejects.toEqual(error);
  });
});

describe('CallStream', () => {
  it('is not thenable: an async function can return it', () => {
    expect(streamOf().stream).not.toHaveProperty('then');
  });

  it('can be iterated once', () => {
    const { stream, sent } = streamOf();
    stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow(new TypeError('a stream can be iterated once'));
    expect(sent()).toHaveLength(1);
  });

  it('cannot be iterated when its items are discarded', () => {
    const { pair, stream, sent } = streamOf();
    const result = stream.result();
    expect(() => stream[Symbol.asyncIterator]()).toThrow(
      new TypeError('the items of this stream are discarded: iterate it before you call result()'),
    );
    expect(sent()).toHaveLength(1);
    lastCall(pair).respond('done');
    pair.pump();
    return expect(result).resolves.toBe('done');
  });

  it('gives its result beside the loop', async () => {
    const { pair, stream, iterator, callee } = iterated();
    const result = stream.result();
    callee.sendItem('a');
    callee.respond('done');
    pair.pump();
    expect(await result).toBe('done');
    expect(await read(iterator)).toEqual(['a', { result: 'done' }]);
  });

  it('keeps the order where reading takes time, and the result behind the items', async () => {
    const readItem = (item: unknown) => (item === 'slow' ? settled().then(() => 'slow') : item);
    const { pair, iterator, callee } = iterated({ readItem });
    for (const item of ['slow', 'b', 'slow', 'd']) callee.sendItem(item);
    callee.respond('done');
    pair.pump();
    expect(await read(iterator)).toEqual(['slow', 'b', 'slow', 'd', { result: 'done' }]);
  });

  it.each([
    [
      'at once',
      () => {
        throw systemError('Internal', 'no such item');
      },
    ],
    ['later', () => Promise.reject(systemError('Internal', 'no such item'))],
  ])('ends by an item that cannot be read, %s, behind those before, and cancels the call', async (_, bad) => {
    const readItem = (item: unknown) => (item === 'bad' ? bad() : item);
    const { pair, stream, iterator, callee, aborts } = iterated({ readItem });
    for (const item of ['a', 'bad', 'c']) callee.sendItem(item);
    pair.pump();
    await settled();
    pair.pump();
    const error = systemError('Internal', 'no such item');
    expect(aborts).toEqual(['Cancelled']);
    expect(await read(iterator)).toEqual(['a', { error }]);
    await expect(stream.result()).rejects.toEqual(error);
  });

  it('fails by a result that cannot be read', async () => {
    const error = systemError('Internal', 'no such result');
    const { pair, stream, iterator, callee } = iterated({ readResult: () => Promise.reject(error) });
    callee.sendItem('a');
    callee.respond('bad');
    pair.pump();
    expect(await read(iterator)).toEqual(['a', { error }]);
    await expect(stream.result()).rejects.toBe(error);
  });

  it('fails in its loop by what its plan throws, not where it is iterated', async () => {
    const error = new TypeError('no plain data');
    const { stream } = streamOf({
      begin: () => {
        throw error;
      },
    });
    expect(await read(stream[Symbol.asyncIterator]())).toEqual([{ error }]);
    await expect(stream.result()).rejects.toBe(error);
  });

  it('is repeated in another session as a query that has delivered nothing, and then ends as unknown', async () => {
    const { pair, cable, iterator } = iterated({ request: { isQuery: true } });
    pair.cut(cable);
    pair.table.endAll('crashed');
    const second = pair.live();
    lastCall(pair).sendItem('a');
    pair.pump();
    pair.cut(second);
    pair.table.endAll('crashed');
    pair.live();
    expect(await read(iterator)).toMatchObject(['a', { error: { name: 'OutcomeUnknown' } }]);
    expect(pair.atServer).toHaveLength(2);
  });
});
