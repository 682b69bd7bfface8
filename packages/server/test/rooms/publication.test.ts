import { describe, expect, it } from 'vitest';
import { publicationOf } from '../../src/rooms/publication.ts';
import { encodeEvent } from '../../src/rooms/room-event.ts';
import type { EventEntry, TopicEntry } from '../../src/rooms/topic-entry.ts';
import { hallEntry } from '../support/room-world.ts';

const ONCE = { principal: 'ann', key: 'k' };

function eventOf(entry: TopicEntry, name: string): EventEntry {
  const event = entry.events.get(name);
  if (event === undefined) throw new Error(`there is no event ${name}`);
  return event;
}

function published(
  name: string,
  data: unknown,
  { once = undefined, messageBytes = 1 << 20 }: { once?: typeof ONCE | undefined; messageBytes?: number } = {},
) {
  const entry = hallEntry('mixed');
  return publicationOf(entry, eventOf(entry, name), { name, data, publisher: 'peer-1' }, { once, messageBytes });
}

function payload(name: string, data: unknown): Uint8Array {
  return encodeEvent({ name, data, publisher: 'peer-1' });
}

describe('publicationOf', () => {
  it('keeps what is logged as the topic says', () => {
    expect(published('line', { text: 'a' }, { once: ONCE })).toEqual({
      delivery: 'log',
      payload: payload('line', { text: 'a' }),
      retention: { count: 1_000, bytes: 8 << 20, ageMs: 60_000 },
      once: ONCE,
    });
  });

  it.each([
    ['mood', { text: 'fine' }, 'mood', 86_400_000],
    ['tick', { symbol: 'ACME', price: 1 }, '["tick","ACME"]', 60_000],
    ['tick', { symbol: '"', price: 1 }, '["tick","\\""]', 60_000],
    ['tick', 7, 'tick', 60_000],
  ])('replaces by event, and by its key where it has one: %s', (name, data, slot, ageMs) => {
    expect(published(name, data)).toEqual({ delivery: 'latest', payload: payload(name, data), slot, ageMs, once: undefined });
  });

  it('hands over what is ephemeral, each time', () => {
    expect(published('blink', { on: 1 }, { once: ONCE })).toEqual({ delivery: 'ephemeral', payload: payload('blink', { on: 1 }) });
  });

  it('refuses what is longer than members take, in MessagePack', () => {
    const around = payload('line', new Uint8Array(3_000)).byteLength - 3_000;
    const messageBytes = 10 << 10;
    const most = messageBytes - (1 << 10) - around;
    // Bytes in JSON are a third longer; a text of plain letters is not.
    const text = 'x'.repeat(most);
    expect(published('line', text, { messageBytes }).payload.byteLength).toBe(messageBytes - (1 << 10));
    expect(() => published('line', `${text}x`, { messageBytes })).toThrow(expect.objectContaining({ name: 'TooLarge', code: -32_007 }));
  });

  it('refuses what is longer than members take, in JSON', () => {
    const messageBytes = 10 << 10;
    const most = (messageBytes - (1 << 10) - 2) / 6;
    const text = '\u0001'.repeat(most);
    expect(published('line', text, { messageBytes }).delivery).toBe('log');
    expect(() => published('line', `${text}\u0001`, { messageBytes })).toThrow(expect.objectContaining({ name: 'TooLarge' }));
  });

  it('refuses what is not plain', () => {
    expect(() => published('line', { at: new Date(0) })).toThrow(TypeError);
  });
});
