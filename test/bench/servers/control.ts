import { createServer } from 'node:net';
import { listen, type Started } from './started.ts';

/** Listens for the load, which asks by each byte for one publication. Resolves with the port. */
export async function listenForControl({ publish }: Started): Promise<number> {
  if (publish === undefined) throw new Error('the server does not broadcast');
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => publish(chunk.length));
  });
  return await listen(server);
}
