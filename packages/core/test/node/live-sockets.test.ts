import { describe, expect, it } from 'vitest';
import { LiveSockets } from '../../src/node/live-sockets.ts';
import { Socket } from '../../src/node/socket.ts';
import { connectionOptions, resolveSocketOptions } from '../../src/node/socket-options.ts';
import { MemoryTransport } from '../support/memory-transport.ts';

function socketOf(owner: LiveSockets): { socket: Socket; transport: MemoryTransport } {
  const [transport] = MemoryTransport.pair();
  const options = connectionOptions('server', resolveSocketOptions({}), undefined);
  return { socket: new Socket(transport, options, { protocol: '', extensions: '' }, owner), transport };
}

describe('LiveSockets', () => {
  it('is empty at once when there are none', async () => {
    await expect(new LiveSockets().whenEmpty()).resolves.toBeUndefined();
  });

  it('tells all who wait when the last one is over', async () => {
    const live = new LiveSockets();
    const sides = [socketOf(live), socketOf(live)];
    expect([...live]).toEqual(sides.map(({ socket }) => socket));
    const waiting = Promise.all([live.whenEmpty(), live.whenEmpty()]);
    for (const { transport } of sides) transport.destroy();
    await waiting;
    expect(live.size).toBe(0);
  });

  it('has let a socket go before its onClose is told', async () => {
    const live = new LiveSockets();
    const { socket, transport } = socketOf(live);
    const sizes: number[] = [];
    socket.onClose = () => sizes.push(live.size);
    transport.destroy();
    await live.whenEmpty();
    expect(sizes).toEqual([0]);
  });
});
