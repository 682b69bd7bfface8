import { describe, expect, it } from 'vitest';
import { CallStream } from '../../src/callers/call-stream.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import { cancelledError } from '../../src/session/outgoing-call.ts';
import { gate } from '../support/gate.ts';
import { itemsOf, lastCall, livePair, type PlanChanges, planFor, recordedSource, watchedSignal } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

/** A stream of a query, at a live pair. */
function streamOf(changes: PlanChanges = {}) {
  const live = livePair();
  return { ...live, stream: new CallStream(planFor(live.pair, { request: { isQuery: true }, ...changes })) };
}

/** A stream that is iterated; two items are there. */
function iterated(changes: PlanChanges = {}) {
  const own = streamOf(changes);
  const iterator = own.stream[Symbol.asyncIterator]();
  const callee = lastCall(own.pair);
  const aborts: string[] = [];
  callee.handler = { onAbort: ({ name }) => aborts.push(name) };
  callee.sendItem('a');
  callee.sendItem('b');
  own.pair.pump();
  return { ...own, iterator, callee, aborts };
}

const enough = cancelledError('enough');

describe('CallStream, given up', () => {
  it('by leaving the loop is cancelled', async () => {
    const { pair, stream, sent } = streamOf();
    const loop = (async () => {
      for await (const item of stream) if (item === 'b') return item;
      return 'the end';
    })();
    for (const item of ['a', 'b', 'c']) lastCall(pair).sendItem(item);
    pair.pump();
    expect(await loop).toBe('b');
    expect(sent().at(-1)).toEqual({ kind: 'cancel', id: 1 });
    await expect(stream.result()).rejects.toMatchObject({ name: 'Cancelled', cause: { message: 'the consumer left the stream' } });
  });

  it('by leaving lets whoever waits for an item find the end, and lets its input go', async () => {
    const log: unknown[] = [];
    const { iterator, sent } = iterated({ input: itemsOf(log, ...Array(40).keys()) });
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    expect(await iterator.return?.('left')).toEqual({ done: true, value: 'left' });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await settled();
    expect(sent().at(-1)).toEqual({ kind: 'cancel', id: 1 });
    expect(log).toEqual(['tidied']);
  });

  it('by cancel drops what waits and throws in its loop', async () => {
    const { pair, stream, iterator, aborts } = iterated();
    const result = stream.result();
    stream.cancel('enough');
    stream.cancel('again');
    await expect(result).rejects.toEqual(enough);
    await expect(iterator.next()).rejects.toEqual(enough);
    pair.pump();
    expect(aborts).toEqual(['Cancelled']);
  });

  it('by cancel does not wait for an item that is being read', async () => {
    const reading = gate<string>();
    const { stream, iterator } = iterated({ readItem: () => reading.promise });
    const next = iterator.next();
    stream.cancel('enough');
    await expect(next).rejects.toEqual(enough);
    reading.open('late');
    await settled();
    await expect(iterator.next()).rejects.toEqual(enough);
  });

  it('by cancel before it begins sends nothing, and lets its input go', async () => {
    const log: unknown[] = [];
    const { signal, listeners } = watchedSignal();
    const { stream, sent } = streamOf({ input: recordedSource(log), signal });
    stream.cancel('enough');
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toEqual(enough);
    await expect(stream.result()).rejects.toEqual(enough);
    expect([sent(), log, listeners()]).toEqual([[], ['let go'], 0]);
  });

  it('by cancel behind the response ends its loop before its time, and keeps the response', async () => {
    const { pair, stream, iterator, callee } = iterated();
    callee.respond('done');
    pair.pump();
    stream.cancel('enough');
    await expect(iterator.next()).rejects.toEqual(enough);
    expect(await stream.result()).toBe('done');
  });

  it('by its signal does as by cancel, and leaves nothing at the signal', async () => {
    const { controller, signal, listeners } = watchedSignal();
    const { pair, iterator, aborts } = iterated({ signal });
    expect(listeners()).toBe(1);
    controller.abort('enough');
    await expect(iterator.next()).rejects.toEqual(enough);
    pair.pump();
    expect([aborts, listeners()]).toEqual([['Cancelled'], 0]);
  });

  it('by its signal ends a loop that has taken all that came so far', async () => {
    const { controller, signal } = watchedSignal();
    const { iterator } = iterated({ signal });
    await iterator.next();
    await iterator.next();
    const next = iterator.next();
    controller.abort('enough');
    await expect(next).rejects.toEqual(enough);
  });

  it('by its signal before it begins sends nothing', async () => {
    const { controller, signal } = watchedSignal();
    const { stream, sent } = streamOf({ signal });
    controller.abort('enough');
    await expect(stream.result()).rejects.toEqual(enough);
    expect(sent()).toEqual([]);
  });

  it('by its signal behind the response ends its loop too, as long as items wait', async () => {
    const { controller, signal, listeners } = watchedSignal();
    const { pair, stream, iterator, callee } = iterated({ signal });
    callee.respond('done');
    pair.pump();
    expect(await iterator.next()).toEqual({ done: false, value: 'a' });
    expect(listeners()).toBe(1);
    controller.abort('enough');
    await expect(iterator.next()).rejects.toEqual(enough);
    expect([await stream.result(), listeners()]).toEqual(['done', 0]);
  });

  it('listens to its signal no more once the response is there and its consumer has left', async () => {
    const { signal, listeners } = watchedSignal();
    const { pair, iterator, callee } = iterated({ signal });
    callee.respond('done');
    pair.pump();
    const before = listeners();
    await iterator.return?.();
    expect([before, listeners()]).toEqual([1, 0]);
  });

  it.each([
    { how: 'respond', count: 0 },
    { how: 'respond', count: 2 },
    { how: 'fail', count: 0 },
    { how: 'fail', count: 2 },
  ] as const)('listens to its signal until the callee did $how and its consumer has taken all of $count items', async ({ how, count }) => {
    const { signal, listeners } = watchedSignal();
    const { pair, stream } = streamOf({ signal });
    const iterator = stream[Symbol.asyncIterator]();
    const callee = lastCall(pair);
    for (let item = 0; item < count; item += 1) callee.sendItem(item);
    if (how === 'respond') callee.respond('done');
    else callee.fail(systemError('Forbidden'));
    const before = listeners();
    pair.pump();
    for (let item = 0; item < count; item += 1) await iterator.next();
    expect([before, listeners()]).toEqual([1, 0]);
  });

  it('discards what comes, when its result was asked for, until its signal is aborted', async () => {
    const { controller, signal, listeners } = watchedSignal();
    const { pair, stream } = streamOf({ signal });
    const result = stream.result();
    lastCall(pair).sendItem('a');
    pair.pump();
    controller.abort('enough');
    await expect(result).rejects.toEqual(enough);
    expect(listeners()).toBe(0);
  });

  it('or failed, is nobody’s unhandled rejection, unless somebody asked', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    const failing = iterated();
    failing.callee.fail(systemError('Forbidden'));
    failing.pair.pump();
    const left = iterated();
    await left.iterator.return?.();
    const cancelled = iterated();
    cancelled.stream.cancel('enough');
    streamOf().stream.cancel('before it began');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });
});
