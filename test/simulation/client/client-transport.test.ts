import { describe, expect, it } from 'vitest';
import { Host } from '../kernel/host.ts';
import { Random } from '../kernel/random.ts';
import { testStage } from '../kernel/test-stage.ts';
import { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import { ClientTransport } from './client-transport.ts';

const QUIET = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => {} };

/** A transport, what it has told its client and its listener, and what has arrived at the server. */
function transported(isTalkative: boolean) {
  const stage = testStage('transport');
  const host = new Host(stage, 'client', QUIET);
  const told: unknown[] = [];
  const tapped: unknown[] = [];
  const arrived: Parcel[] = [];
  const transport = new ClientTransport(
    { host, closesWithinMs: 10, isTalkative },
    {
      onOpen: () => told.push('open'),
      onMessage: (message) => told.push(message),
      onHeard: () => told.push('heard'),
      onClosed: (code, reason) => told.push([code, reason]),
      onRefused: (status) => told.push(status),
    },
  );
  transport.listen({
    onSent: (message) => tapped.push(['sent', message]),
    onReceived: (message) => tapped.push(['received', message]),
    onClosed: (code, sentBy) => tapped.push([code, sentBy]),
  });
  const client = { host, receive: (parcel: Parcel) => transport.onParcel(cable, parcel) };
  const server = { host: new Host(stage, 'server', QUIET), receive: (parcel: Parcel) => void arrived.push(parcel) };
  const cable: Cable = new Cable('cable', client, server, new Random('cable'), () => 1);
  const run = () => {
    while (stage.time.next(60_000));
  };
  return { transport, cable, told, tapped, arrived, run };
}

describe('ClientTransport', () => {
  it('carries messages both ways once it is open, and lets its listener read along', () => {
    const { transport, cable, told, tapped, arrived, run } = transported(false);
    transport.onOpen(cable);
    transport.send('hello');
    cable.serverLink.send('welcome');
    run();
    expect(told).toEqual(['open', 'welcome']);
    expect(tapped).toEqual([
      ['sent', 'hello'],
      ['received', 'welcome'],
    ]);
    expect(arrived).toEqual([{ kind: 'message', message: 'hello', sentAt: 0 }]);
  });

  it.each([
    [true, [503, [1006, '']]],
    [false, [[1006, '']]],
  ])('tells of a refused upgrade where its platform can (%s)', (isTalkative, expected) => {
    const { transport, told } = transported(isTalkative);
    transport.onFailed({ kind: 'upgradeRefused', status: 503 });
    expect([told, transport.isClosed]).toEqual([expected, true]);
  });

  it('answers pings, and says so where its platform can', () => {
    const { transport, cable, told, arrived, run } = transported(true);
    transport.onOpen(cable);
    cable.toClient.push({ kind: 'ping' });
    run();
    expect([told, arrived]).toEqual([['open', 'heard'], [{ kind: 'pong' }]]);
  });

  it('closes: what is on its way still comes, and the end once', () => {
    const { transport, cable, told, tapped, arrived, run } = transported(false);
    transport.onOpen(cable);
    cable.serverLink.send('late');
    transport.close(4003, 'superseded');
    transport.close(1000, 'again');
    transport.send('too late');
    run();
    expect(told).toEqual(['open', 'late', [4003, 'superseded']]);
    expect(tapped).toEqual([[4003, 'client']]);
    expect(arrived).toEqual([{ kind: 'close', code: 4003, reason: 'superseded' }]);
  });

  it('is silent once it is destroyed, also where it opens only then', () => {
    const { transport, cable, told, arrived, run } = transported(false);
    transport.destroy();
    transport.onOpen(cable);
    cable.serverLink.send('nobody is there');
    run();
    transport.onParcel(cable, { kind: 'message', message: 'on its way', sentAt: 0 });
    expect([told, transport.openCable, arrived]).toEqual([[], undefined, [{ kind: 'lost' }]]);
  });

  it('is lost with its network, and its server does not know', () => {
    const { transport, cable, told, tapped, arrived, run } = transported(false);
    transport.onOpen(cable);
    transport.lose();
    run();
    expect([told, tapped, arrived]).toEqual([['open', [1006, '']], [[1006, 'server']], []]);
  });
});
