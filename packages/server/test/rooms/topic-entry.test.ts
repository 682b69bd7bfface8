import { compiledChecks, contract, event, topic } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { topicEntry } from '../../src/rooms/topic-entry.ts';
import { hallEntry } from '../support/room-world.ts';
import { slowText } from '../support/slow-schema.ts';

/** In the wire form a text, on the server a date. */
const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());

const { topics } = contract({
  procedures: {},
  topics: {
    plain: topic({ events: { a: event(Type.String(), { delivery: 'log' }) } }),
    decoded: topic({
      events: {
        at: event(When, { delivery: 'ephemeral' }),
        filled: event(Type.Object({ n: Type.Number({ default: 7 }) }), { delivery: 'log' }),
      },
      presence: When,
    }),
    slow: topic({ events: { text: event(slowText, { delivery: 'log' }) }, presence: slowText }),
  },
});

function entryOf(name: keyof typeof topics) {
  return topicEntry(topics[name], compiledChecks, { authorize: undefined, takeSnapshot: undefined, onPublish: undefined });
}

describe('topicEntry', () => {
  it('tells how the events of a topic are delivered, and who may publish them', () => {
    const events = [...hallEntry('mixed').events.values()];
    expect(events.map(({ name, delivery, key, ageMs, isPublishable }) => [name, delivery, key, ageMs, isPublishable])).toEqual([
      ['line', 'log', undefined, 86_400_000, true],
      ['tick', 'latest', 'symbol', 60_000, true],
      ['mood', 'latest', undefined, 86_400_000, false],
      ['blink', 'ephemeral', undefined, 86_400_000, true],
    ]);
  });

  it.each([
    ['feed', { hasLog: true, hasValues: false, snapshot: false, presence: false }],
    ['mixed', { hasLog: true, hasValues: true, snapshot: false, presence: false }],
    ['gauge', { hasLog: false, hasValues: false, snapshot: true, presence: false }],
    ['lobby', { hasLog: false, hasValues: false, snapshot: false, presence: true }],
  ] as const)('tells what topic %s has', (name, expected) => {
    const { hasLog, hasValues, snapshot, presence } = hallEntry(name);
    expect({ hasLog, hasValues, snapshot: snapshot !== undefined, presence: presence !== undefined }).toEqual(expected);
  });

  it('keeps as much as the topic says, else as much as is usual', () => {
    expect(hallEntry('board').retention).toEqual({ count: 5, bytes: 1 << 20, ageMs: 60_000 });
    expect(entryOf('plain').retention).toEqual({ count: 1_000, bytes: 1 << 20, ageMs: 600_000 });
  });

  it('forwards the wire form of what TypeBox decodes, with what was left out', () => {
    const { events, presence } = entryOf('decoded');
    expect(events.get('at')?.forward('2020-01-01T00:00:00.000Z')).toEqual({ ok: true, value: '2020-01-01T00:00:00.000Z' });
    expect(events.get('filled')?.forward({})).toEqual({ ok: true, value: { n: 7 } });
    expect(events.get('at')?.forward(7)).toMatchObject({ ok: false });
    expect(presence?.forward('2020-01-01T00:00:00.000Z')).toEqual({ ok: true, value: '2020-01-01T00:00:00.000Z' });
    expect(presence?.read('2020-01-01T00:00:00.000Z')).toEqual({ ok: true, value: new Date('2020-01-01T00:00:00.000Z') });
  });

  it('forwards what a Standard Schema makes of a value, which is not parsed again', async () => {
    const { events, presence } = entryOf('slow');
    expect(await events.get('text')?.forward('hi')).toEqual({ ok: true, value: 'hi!' });
    expect(await presence?.forward('hi')).toEqual({ ok: true, value: 'hi!' });
    expect(presence?.read('hi!')).toEqual({ ok: true, value: 'hi!' });
  });

  it('tells rooms apart by their params', async () => {
    const { keyOf } = hallEntry('feed');
    expect(await keyOf({ name: 'a' })).toEqual({ ok: true, params: { name: 'a' }, key: '{"name":"a"}' });
    expect(await keyOf({ name: 7 })).toMatchObject({ ok: false });
    expect(await hallEntry('mixed').keyOf(undefined)).toMatchObject({ ok: true, key: '' });
  });
});
