import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { event, isEvent, isReservedEvent } from '../../src/contract/event.ts';

const Quote = Type.Object({ symbol: Type.String() });

describe('event', () => {
  it('keeps what it is given, and is frozen', () => {
    const tick = event(Quote, { delivery: 'latest', key: 'symbol', ageMs: 5 });
    expect(tick).toStrictEqual({ '~trunkline': 'event', schema: Quote, delivery: 'latest', key: 'symbol', ageMs: 5 });
    expect(event(Quote, { delivery: 'log' })).toStrictEqual({ '~trunkline': 'event', schema: Quote, delivery: 'log' });
    expect(Object.isFrozen(tick)).toBe(true);
  });
});

describe('isEvent', () => {
  it.each([
    [event(Quote, { delivery: 'log' }), true],
    [{ '~trunkline': 'event' }, true],
    [{ '~trunkline': 'topic' }, false],
    [Quote, false],
    [null, false],
  ])('%j: %j', (value, made) => {
    expect(isEvent(value)).toBe(made);
  });
});

describe('isReservedEvent', () => {
  it.each([
    ['snapshot', true],
    ['gap', true],
    ['members', true],
    ['status', true],
    ['error', true],
    ['close', true],
    ['$tick', true],
    ['tick', false],
    ['tick$', false],
  ])('%j: %j', (name, reserved) => {
    expect(isReservedEvent(name)).toBe(reserved);
  });
});
