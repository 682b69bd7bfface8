import { describe, expect, it } from 'vitest';
import { DeliveryBuffer, MAX_BUFFERED_BYTES } from '../../src/rooms/delivery-buffer.ts';

const buffered = (kind: string, bytes = 1) => ({ delivery: { kind }, position: undefined, bytes });

describe('DeliveryBuffer', () => {
  it('gives what it took in order, then nothing', () => {
    const buffer = new DeliveryBuffer();
    expect([buffer.push(buffered('a'), undefined), buffer.push(buffered('b'), undefined), buffer.size]).toEqual([true, true, 2]);
    expect([buffer.shift(), buffer.shift(), buffer.shift()]).toEqual([buffered('a'), buffered('b'), undefined]);
    expect([buffer.size, buffer.bytes]).toEqual([0, 0]);
  });

  it('keeps of each value the newest only, in the place of the one before, so that a busy value is taken in its turn', () => {
    const buffer = new DeliveryBuffer();
    buffer.push(buffered('old', 100), 'slot');
    buffer.push(buffered('other', 10), 'another');
    buffer.push(buffered('new', 1), 'slot');
    expect(buffer.bytes).toBe(11);
    expect(buffer.takeAll()).toEqual([buffered('new', 1), buffered('other', 10)]);
    expect([buffer.size, buffer.bytes]).toEqual([0, 0]);
  });

  it('lets no value overtake what is none, as a snapshot that is older than it', () => {
    const buffer = new DeliveryBuffer();
    buffer.push(buffered('old'), 'slot');
    buffer.push(buffered('snapshot'), undefined);
    buffer.push(buffered('new'), 'slot');
    buffer.push(buffered('other'), 'another');
    buffer.push(buffered('newer'), 'slot');
    expect(buffer.takeAll()).toEqual([buffered('snapshot'), buffered('newer'), buffered('other')]);
  });

  it('has room for 1 MiB to the byte, and refuses what is more without taking it', () => {
    const buffer = new DeliveryBuffer();
    const answers = [MAX_BUFFERED_BYTES - 1, 1, 1].map((bytes, at) => buffer.push(buffered(`${at}`, bytes), undefined));
    expect([answers, buffer.bytes, buffer.size]).toEqual([[true, true, false], 1 << 20, 2]);
    buffer.shift();
    expect(buffer.push(buffered('again'), undefined)).toBe(true);
  });

  it('has room for one alone, however large, and for the value in its place', () => {
    const buffer = new DeliveryBuffer();
    expect(buffer.push(buffered('large', 2 * MAX_BUFFERED_BYTES), 'slot')).toBe(true);
    expect(buffer.push(buffered('larger', 3 * MAX_BUFFERED_BYTES), 'slot')).toBe(true);
    expect(buffer.push(buffered('small'), undefined)).toBe(false);
    expect(buffer.takeAll()).toEqual([buffered('larger', 3 * MAX_BUFFERED_BYTES)]);
  });

  it('keeps the old value where there is no room for the new one', () => {
    const buffer = new DeliveryBuffer();
    buffer.push(buffered('old', 5), 'slot');
    buffer.push(buffered('rest', MAX_BUFFERED_BYTES - 5), undefined);
    expect(buffer.push(buffered('new', 6), 'slot')).toBe(false);
    expect(buffer.shift()).toEqual(buffered('old', 5));
  });
});
