import { describe, expect, it } from 'vitest';
import { OrderedReader } from '../../src/streams/ordered-reader.ts';
import { gate } from '../support/gate.ts';
import { settled } from '../support/settled.ts';

/** A reader, and what it told. */
function newReader() {
  const told: unknown[] = [];
  const reader = new OrderedReader();
  const read = (value: () => unknown) =>
    reader.read(
      value,
      (result) => told.push(result),
      (error) => told.push({ error }),
    );
  return { told, read };
}

describe('OrderedReader', () => {
  it('tells at once of what needs no time', () => {
    const { told, read } = newReader();
    const error = new Error('bad');
    read(() => 1);
    read(() => {
      throw error;
    });
    read(() => 2);
    expect(told).toEqual([1, { error }, 2]);
  });

  it('tells of nothing before what came before it', async () => {
    const { told, read } = newReader();
    const [first, second] = [gate<string>(), gate<string>()];
    const error = new Error('bad');
    read(() => first.promise);
    read(() => second.promise);
    read(() => 'third');
    read(() => {
      throw error;
    });
    second.open('second');
    await settled();
    expect(told).toEqual([]);
    first.open('first');
    await settled();
    expect(told).toEqual(['first', 'second', 'third', { error }]);
  });

  it('begins to read a value when the one before it is told', async () => {
    const { told, read } = newReader();
    const first = gate();
    read(() => first.promise);
    read(() => told.push('begun'));
    await settled();
    expect(told).toEqual([]);
    first.open();
    await settled();
    expect(told).toEqual([undefined, 'begun', 2]);
  });

  it('goes on behind a value that could not be read', async () => {
    const { told, read } = newReader();
    const error = new Error('bad');
    read(() => Promise.reject(error));
    read(() => 2);
    await settled();
    expect(told).toEqual([{ error }, 2]);
  });

  it('keeps the order for what comes when the first of several is told', async () => {
    const { told, read } = newReader();
    const [first, second] = [gate<string>(), gate<string>()];
    read(() => first.promise);
    read(() => second.promise);
    first.open('first');
    await settled();
    read(() => 'third');
    second.open('second');
    await settled();
    expect(told).toEqual(['first', 'second', 'third']);
  });

  it('tells at once again when nothing is being read any more', async () => {
    const { told, read } = newReader();
    read(() => Promise.resolve(1));
    read(() => Promise.resolve(2));
    await settled();
    read(() => 3);
    expect(told).toEqual([1, 2, 3]);
  });
});
