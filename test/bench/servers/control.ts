import { createServer } from 'node:net';
import { listen, type Started } from './started.ts';

/** Listens for the load, which asks by each byte for one publication. Resolves with the port. */
export async function listenForControl(started: Started): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => started.publish(chunk.length));
  });
  return await listen(server);
}
