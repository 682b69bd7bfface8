import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { EncodedValue } from '../../src/envelope/encoded-value.ts';
import type { OutgoingCall } from '../../src/session/outgoing-call.ts';
import { DEFAULT_WAITING_LIMITS, WaitingCalls } from '../../src/session/waiting-calls.ts';
import { briefly, newCall } from '../support/outgoing.ts';

/** A call whose params have so many bytes. */
function callOf(bytes: number, deadline = Number.POSITIVE_INFINITY) {
  return newCall({ params: new EncodedValue('json', `["${'x'.repeat(Math.max(0, bytes - 4))}"]`), deadline });
}

/** Where each of the calls stands in a list: calls look alike. */
function places(calls: readonly OutgoingCall[], list: readonly OutgoingCall[]): number[] {
  return calls.map((call) => list.indexOf(call));
}

function waiting(limits = DEFAULT_WAITING_LIMITS) {
  return new WaitingCalls(limits);
}

describe('DEFAULT_WAITING_LIMITS', () => {
  it('are those of §10', () => {
    expect(DEFAULT_WAITING_LIMITS).toEqual({ calls: 100, bytes: 256 << 10 });
  });
});

describe('WaitingCalls', () => {
  it('gives up all in order, once', () => {
    const all = waiting();
    const calls = [newCall(), newCall(), newCall()].map(({ call }) => call);
    for (const call of calls) all.add(call);
    expect(all.size).toBe(3);
    expect(places(all.takeAll(), calls)).toEqual([0, 1, 2]);
    expect([all.size, all.takeAll()]).toEqual([0, []]);
  });

  it.each([
    { calls: 100, refused: 0 },
    { calls: 101, refused: 1 },
    { calls: 103, refused: 3 },
  ])('of $calls calls refuses the $refused oldest (§10)', ({ calls, refused }) => {
    const all = waiting();
    const sides = Array.from({ length: calls }, () => newCall());
    for (const { call } of sides) all.add(call);
    expect(sides.map(({ told }) => briefly(told))).toEqual(sides.map((_, index) => (index < refused ? ['TooMany'] : [])));
    expect(all.takeAll()[0]).toBe(sides[refused]?.call);
  });

  it.each([
    { bytes: [128 << 10, 128 << 10], refused: [[], []] },
    { bytes: [128 << 10, (128 << 10) + 1], refused: [['TooMany'], []] },
    { bytes: [10, 10, 256 << 10], refused: [['TooMany'], ['TooMany'], []] },
    { bytes: [10, (256 << 10) + 1], refused: [[], ['TooMany']] },
  ])('of calls of $bytes bytes refuses $refused (§10)', ({ bytes, refused }) => {
    const all = waiting();
    const sides = bytes.map((size) => callOf(size));
    for (const { call } of sides) all.add(call);
    expect(sides.map(({ told }) => briefly(told))).toEqual(refused);
  });

  it('counts bytes, not letters', () => {
    const all = waiting({ calls: 10, bytes: 124 });
    const sides = [1, 2].map(() => newCall({ params: jsonCodec.encodeValue(['é'.repeat(30)]) }));
    for (const { call } of sides) all.add(call);
    expect(sides.map(({ told }) => briefly(told))).toEqual([['TooMany'], []]);
  });

  it('makes room for others when a caller gives up', () => {
    const all = waiting({ calls: 2, bytes: 100 });
    const [first, second, third] = [callOf(50), callOf(50), callOf(50)];
    all.add(first.call);
    all.add(second.call);
    second.call.cancel('changed my mind');
    all.add(third.call);
    expect([first, second, third].map(({ told }) => briefly(told))).toEqual([[], ['Cancelled'], []]);
    expect(places(all.takeAll(), [first.call, second.call, third.call])).toEqual([0, 2]);
  });

  it('begins to count anew once all are taken', () => {
    const all = waiting({ calls: 2, bytes: 100 });
    all.add(callOf(100).call);
    all.takeAll();
    const sides = [callOf(50), callOf(50)];
    for (const { call } of sides) all.add(call);
    expect(sides.map(({ told }) => told)).toEqual([[], []]);
  });

  it('sends calls of a lost session again before all others, those lost last first, and does not count them', () => {
    const all = waiting({ calls: 1, bytes: 100 });
    const [other, earlier, one, two] = [callOf(100), callOf(80), callOf(80), callOf(80)];
    all.add(other.call);
    all.addAgain([earlier.call]);
    all.addAgain([one.call, two.call]);
    expect(all.size).toBe(4);
    expect(places(all.takeAll(), [one.call, two.call, earlier.call, other.call])).toEqual([0, 1, 2, 3]);
    expect([other, earlier, one, two].map(({ told }) => told)).toEqual([[], [], [], []]);
  });

  it('knows the earliest deadline of those that still wait', () => {
    const all = waiting();
    expect(all.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    const [late, early, again] = [callOf(1, 30), callOf(1, 20), callOf(1, 10)];
    all.add(late.call);
    all.add(early.call);
    all.addAgain([again.call]);
    expect(all.nextDeadline()).toBe(10);
    again.call.cancel('');
    expect(all.nextDeadline()).toBe(20);
    early.call.cancel('');
    expect(all.nextDeadline()).toBe(30);
  });

  it.each([
    [9, [[], [], []], 3],
    [10, [['DeadlineExceeded'], [], []], 2],
    [20, [['DeadlineExceeded'], ['DeadlineExceeded'], []], 1],
  ])('at %d tells those whose time is over: %j', (now, told, left) => {
    const all = waiting();
    const sides = [callOf(1, 10), callOf(1, 20), callOf(1)];
    all.addAgain(sides.slice(0, 1).map(({ call }) => call));
    for (const { call } of sides.slice(1)) all.add(call);
    all.timePassed(now);
    expect([sides.map((side) => briefly(side.told)), all.size]).toEqual([told, left]);
  });

  it('lets a caller that is told of its end call again', () => {
    const all = waiting({ calls: 2, bytes: 1_000 });
    const next = newCall();
    const [first, second] = [newCall({ deadline: 10 }, () => all.add(next.call)), newCall({ deadline: 10 })];
    all.add(first.call);
    all.add(second.call);
    all.timePassed(10);
    expect([first, second].map(({ told }) => briefly(told))).toEqual([['DeadlineExceeded'], ['DeadlineExceeded']]);
    expect(places(all.takeAll(), [next.call])).toEqual([0]);
  });

  it('lets a caller that is refused give up others', () => {
    const all = waiting({ calls: 2, bytes: 1_000 });
    const second = newCall();
    const [first, third] = [newCall({}, () => second.call.cancel('')), newCall()];
    for (const { call } of [first, second, third]) all.add(call);
    expect([first, second, third].map(({ told }) => briefly(told))).toEqual([['TooMany'], ['Cancelled'], []]);
    expect(places(all.takeAll(), [third.call])).toEqual([0]);
  });
});
