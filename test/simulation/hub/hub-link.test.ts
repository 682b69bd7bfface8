import { jsonCodec } from '@trunkline/protocol/wire';
import { SharedMessage } from '@trunkline/server';
import { describe, expect, it } from 'vitest';
import { Host } from '../kernel/host.ts';
import { Random } from '../kernel/random.ts';
import { testStage } from '../kernel/test-stage.ts';
import { Violation } from '../kernel/violation.ts';
import { Cable } from '../network/cable.ts';
import { HubLink } from './hub-link.ts';

const QUIET = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => {} };

const response = (bytes: number) => jsonCodec.encode({ kind: 'response', id: 1, result: 'x'.repeat(bytes) });
const event = jsonCodec.encode({ kind: 'event', room: 1, offset: 7, name: 'item', data: null });

/** A link with a budget of 1,000 bytes and a window of 100. */
function linked(skips = false) {
  const stage = testStage('link');
  const server = new Host(stage, 'server', QUIET);
  const client = { host: new Host(stage, 'client', QUIET), receive: () => {} };
  const cable = new Cable('cable', client, { host: server, receive: () => {} }, new Random('cable'), () => 1);
  let drained = 0;
  const link = new HubLink(cable, {
    host: server,
    style: { sendBudgetBytes: 1_000, windowBytes: 100 },
    codec: jsonCodec,
    mostMessageBytes: 1_000,
    skips: () => skips,
    onDrained: () => {
      drained += 1;
    },
    onClosing: () => {},
    onResumed: () => {},
  });
  const run = () => {
    while (stage.time.next(60_000));
  };
  return { link, cable, run, drains: () => drained };
}

describe('HubLink', () => {
  it('counts what the client has not read beyond the window, and tells once it has drained', () => {
    const { link, run, drains } = linked();
    link.send(response(1_200));
    expect(link.bufferedAmount).toBeGreaterThan(1_000);
    run();
    expect([link.bufferedAmount, drains()]).toEqual([0, 1]);
  });

  it('tells nothing of draining where the budget was kept', () => {
    const { link, run, drains } = linked();
    link.send(response(500));
    run();
    expect(drains()).toBe(0);
  });

  it('sees that more waits than is allowed, and that a room goes on for a client that does not read', () => {
    const { link, cable } = linked();
    cable.toClient.stall(1_000);
    link.send(response(1_200));
    expect(() => link.send(event)).toThrow('nothing of a room');
    link.send(response(500));
    expect(() => link.send(response(1_300))).toThrow(Violation);
  });

  it('forgets a logged event that goes to many, where that is wanted, and says so', () => {
    const { link, cable } = linked(true);
    link.sendShared(new SharedMessage(event));
    expect([link.bufferedAmount, [...cable.skipped]]).toEqual([0, ['1 7']]);
  });
});
