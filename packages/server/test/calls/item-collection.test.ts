import { describe, expect, it } from 'vitest';
import { ItemCollection } from '../../src/calls/item-collection.ts';
import { streamRequired } from '../../src/calls/refusals.ts';

const tooMuch = streamRequired('more than 1000 items or 1048576 bytes: they need a session, which streams them');

function collectionOf(items: readonly unknown[]): ItemCollection {
  const collection = new ItemCollection();
  for (const item of items) collection.add(item);
  return collection;
}

describe('ItemCollection', () => {
  it('makes an array of items as they were when they came, bytes as base64', () => {
    const item = { size: 1, bits: Uint8Array.of(1, 2) };
    const collection = collectionOf([item, undefined]);
    item.size = 2;
    collection.add(item);
    expect([collection.json(), new ItemCollection().json()]).toEqual(['[{"size":1,"bits":"AQI="},null,{"size":2,"bits":"AQI="}]', '[]']);
  });

  it('takes 1,000 items, and not one more', () => {
    const collection = collectionOf(Array.from({ length: 1_000 }, () => 0));
    expect(() => collection.add(0)).toThrow(tooMuch);
    expect(JSON.parse(collection.json())).toHaveLength(1_000);
  });

  it('takes 1 MiB of JSON in UTF-8, and not one byte more', () => {
    // Two bytes each; two quotes and a comma besides.
    const half = 'é'.repeat((524_288 - 4) / 2);
    const collection = collectionOf([half, half]);
    expect(() => collection.add(0)).not.toThrow();
    expect(() => collection.add(0)).toThrow(tooMuch);
    expect(() => collectionOf([half, half, 10])).toThrow(tooMuch);
  });

  it('refuses what is no plain data', () => {
    expect(() => collectionOf([new Map()])).toThrow(TypeError);
  });
});
