import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { event } from '../../src/contract/event.ts';
import { isTopic, topic } from '../../src/contract/topic.ts';

const Text = Type.String();
const events = { said: event(Text, { delivery: 'log' }) };
const brand = { '~trunkline': 'topic', '~name': '' };

describe('topic', () => {
  it('lets clients publish nothing, and is compressed, unless said otherwise', () => {
    expect(topic({ events })).toStrictEqual({ ...brand, events, publish: [], compress: true });
    expect(topic({ events, publish: undefined, compress: undefined })).toStrictEqual({ ...brand, events, publish: [], compress: true });
  });

  it('keeps what it is given, and is frozen', () => {
    const params = Type.Object({});
    const definition = {
      params,
      snapshot: Text,
      events,
      presence: Text,
      publish: ['said'],
      compress: false,
      retain: { count: 1 },
    } as const;
    const made = topic(definition);
    expect(made).toStrictEqual({ ...brand, ...definition });
    expect(Object.isFrozen(made)).toBe(true);
  });
});

describe('isTopic', () => {
  it.each([
    [topic({ events }), true],
    [{ '~trunkline': 'topic' }, true],
    [events.said, false],
    [{}, false],
    [null, false],
  ])('%j: %j', (value, made) => {
    expect(isTopic(value)).toBe(made);
  });
});
