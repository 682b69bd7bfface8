import { describe, expect, it } from 'vitest';
import { Outflow } from '../../src/peer/outflow.ts';
import { RecordedLink } from '../support/recorded-link.ts';

/** An outflow with a budget of 100 bytes and 30 ms of patience. */
function outflow() {
  const link = new RecordedLink();
  const told: string[] = [];
  const clock = { now: 0 };
  const tell = (what: string) => () => void told.push(what);
  const observer = { onCongested: tell('congested'), onOpen: tell('open'), onSlow: tell('slow') };
  const flow = new Outflow(link, { sendBudgetBytes: 100, slowTimeoutMs: 30 }, observer, () => clock.now);
  /** Hands so many bytes to the link. */
  const send = (bytes: number) => {
    flow.sending();
    link.bufferedAmount += bytes;
    flow.sent();
  };
  /** The peer takes so many. */
  const take = (bytes: number) => {
    link.bufferedAmount -= bytes;
  };
  const pass = (now: number) => {
    clock.now = now;
    flow.timePassed(now);
  };
  return { flow, told, clock, send, take, pass };
}

describe('Outflow', () => {
  it.each([
    { bytes: 100, isOpen: true, told: [] },
    { bytes: 101, isOpen: false, told: ['congested'] },
    { bytes: 200, isOpen: false, told: ['congested'] },
    { bytes: 201, isOpen: false, told: ['congested', 'slow'] },
  ])('with $bytes of 100 bytes that wait is open: $isOpen', ({ bytes, isOpen, told }) => {
    const { flow, told: saw, send } = outflow();
    send(bytes);
    expect([flow.isOpen, saw]).toEqual([isOpen, told]);
  });

  it('is congested until the link says that it drained, whatever was taken meanwhile', () => {
    const { flow, told, send, take } = outflow();
    send(150);
    take(140);
    send(1);
    expect(flow.isOpen).toBe(false);
    flow.drained();
    flow.drained();
    expect([flow.isOpen, told, flow.nextDeadline()]).toEqual([true, ['congested', 'open'], Number.POSITIVE_INFINITY]);
  });

  it('calls back whoever waits, once, when it is open; one function that asks twice once', () => {
    const { flow, send } = outflow();
    const calls: string[] = [];
    const one = () => void calls.push(`one ${flow.isOpen}`);
    send(150);
    flow.whenOpen(one);
    flow.whenOpen(one);
    flow.whenOpen(() => void calls.push('other'));
    flow.drained();
    send(150);
    flow.drained();
    expect(calls).toEqual(['one true', 'other']);
  });

  it('lets whoever is called back fill it again, and wait again', () => {
    const { flow, told, send, take } = outflow();
    const calls: number[] = [];
    const produce = () => {
      calls.push(calls.length);
      take(150);
      send(150);
      flow.whenOpen(produce);
    };
    send(150);
    flow.whenOpen(produce);
    flow.drained();
    expect([calls, flow.isOpen]).toEqual([[0], false]);
    flow.drained();
    expect([calls, told]).toEqual([
      [0, 1],
      ['congested', 'open', 'congested', 'open', 'congested'],
    ]);
  });

  it('tells a peer that takes nothing for so long', () => {
    const { flow, told, send, pass } = outflow();
    send(150);
    expect(flow.nextDeadline()).toBe(30);
    pass(29);
    expect(told).toEqual(['congested']);
    pass(30);
    expect([told, flow.nextDeadline()]).toEqual([['congested', 'slow'], Number.POSITIVE_INFINITY]);
  });

  it('waits as long again for a peer that took a byte', () => {
    const { flow, told, send, take, pass } = outflow();
    send(150);
    take(1);
    pass(30);
    expect([told, flow.nextDeadline()]).toEqual([['congested'], 60]);
    pass(60);
    expect(told).toEqual(['congested', 'slow']);
  });

  it('sees what was taken though as much came on top', () => {
    const { flow, told, send, take, pass } = outflow();
    send(150);
    take(20);
    send(40);
    pass(30);
    expect([told, flow.nextDeadline()]).toEqual([['congested'], 60]);
    send(10);
    pass(60);
    expect(told).toEqual(['congested', 'slow']);
  });

  it('counts from when it was congested, not from the first byte', () => {
    const { flow, clock, send } = outflow();
    send(50);
    clock.now = 20;
    send(60);
    expect(flow.nextDeadline()).toBe(50);
    flow.drained();
    clock.now = 100;
    send(60);
    expect(flow.nextDeadline()).toBe(130);
  });

  it('lets go of everybody when the link is gone, and finds nothing slow any more', () => {
    const { flow, told, send, pass } = outflow();
    const calls: boolean[] = [];
    send(150);
    flow.whenOpen(() => calls.push(flow.isOpen));
    flow.closed();
    send(500);
    pass(1_000);
    expect([calls, flow.isOpen, flow.nextDeadline(), told]).toEqual([[true], true, Number.POSITIVE_INFINITY, ['congested']]);
  });
});
