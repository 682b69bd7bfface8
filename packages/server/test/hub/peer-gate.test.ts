import { describe, expect, it } from 'vitest';
import { PeerGate } from '../../src/hub/peer-gate.ts';
import { Outflow } from '../../src/peer/outflow.ts';
import { RecordedLink } from '../support/recorded-link.ts';

/** A link that is full, as its connection sees it. */
function congested() {
  const link = new RecordedLink();
  const nobody = { onCongested: () => {}, onOpen: () => {}, onSlow: () => {} };
  const outflow = new Outflow(link, { sendBudgetBytes: 10, slowTimeoutMs: 1_000 }, nobody, () => 0);
  link.bufferedAmount = 15;
  outflow.sent();
  return outflow;
}

/** A peer whose outbox has room or not, and somebody who waits for its gate. */
function waiting() {
  const outbox = { hasRoom: true };
  const gate = new PeerGate(() => outbox.hasRoom);
  const calls: boolean[] = [];
  const run = () => void calls.push(gate.isOpen);
  return { outbox, gate, calls, run };
}

describe('PeerGate', () => {
  it('is open without a connection as long as the outbox has room', () => {
    const { gate, outbox } = waiting();
    const before = gate.isOpen;
    outbox.hasRoom = false;
    expect([before, gate.isOpen]).toEqual([true, false]);
  });

  it('is open with a connection as long as that keeps up, whatever the outbox holds', () => {
    const { gate, outbox } = waiting();
    const outflow = congested();
    outbox.hasRoom = false;
    gate.attach(outflow);
    const before = gate.isOpen;
    outflow.drained();
    expect([before, gate.isOpen]).toEqual([false, true]);
  });

  it('calls back when the link has drained, once', () => {
    const { gate, calls, run } = waiting();
    const outflow = congested();
    gate.attach(outflow);
    gate.whenOpen(run);
    gate.whenOpen(run);
    outflow.drained();
    outflow.closed();
    gate.attach(undefined);
    expect(calls).toEqual([true]);
  });

  it('lets whoever waits look again when the connection is lost: the outbox takes it now', () => {
    const { gate, calls, run } = waiting();
    gate.attach(congested());
    gate.whenOpen(run);
    gate.attach(undefined);
    expect(calls).toEqual([true]);
  });

  it('lets whoever waits look again when another connection comes, though the old one is never given up', () => {
    const { gate, calls, run, outbox } = waiting();
    gate.attach(congested());
    gate.whenOpen(run);
    outbox.hasRoom = false;
    gate.attach(congested());
    gate.whenOpen(run);
    expect(calls).toEqual([false]);
    gate.attach(
      new Outflow(new RecordedLink(), { sendBudgetBytes: 1, slowTimeoutMs: 1 }, { onCongested() {}, onOpen() {}, onSlow() {} }, () => 0),
    );
    expect(calls).toEqual([false, true]);
  });

  it('keeps whoever waits for the outbox until there is a connection', () => {
    const { gate, calls, run, outbox } = waiting();
    outbox.hasRoom = false;
    gate.whenOpen(run);
    expect(calls).toEqual([]);
    gate.attach(congested());
    expect(calls).toEqual([false]);
  });
});
