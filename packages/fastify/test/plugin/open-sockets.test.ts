import { connect, createServer, type Socket } from '@trunkline/core/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OpenSockets } from '../../src/plugin/open-sockets.ts';

/** So many sockets of the engine. */
async function openSockets(count: number): Promise<Socket[]> {
  const server = createServer({ onConnection: () => {} });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  const port = typeof address === 'string' ? 0 : address.port;
  return Promise.all(Array.from({ length: count }, () => connect(`ws://127.0.0.1:${port}`)));
}

describe('OpenSockets', () => {
  it('is empty until a socket is added', async () => {
    expect(await new OpenSockets().empty()).toBeUndefined();
  });

  it('is empty once the last socket is deleted, for everybody who waits', async () => {
    const [first, second] = await openSockets(2);
    if (first === undefined || second === undefined) throw new Error('there are no sockets');
    const sockets = new OpenSockets();
    const told: string[] = [];
    sockets.add(first);
    sockets.add(second);
    const waiting = [sockets.empty().then(() => told.push('a')), sockets.empty().then(() => told.push('b'))];
    sockets.delete(first);
    await Promise.resolve();
    expect(told).toEqual([]);
    sockets.delete(second);
    await Promise.all(waiting);
    expect(told).toEqual(['a', 'b']);
    await sockets.empty();
  });
});
