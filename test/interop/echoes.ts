import type { Socket } from '@trunkline/core/node';
import { waitFor } from '@trunkline/test-kit/wait-for';

/** Sends messages to an echo server and answers what comes back. */
export async function echoesOf(socket: Socket, messages: readonly (string | Uint8Array)[]): Promise<(string | Uint8Array)[]> {
  const received: (string | Uint8Array)[] = [];
  socket.onMessage = (message) => received.push(typeof message === 'string' ? message : new Uint8Array(message));
  for (const message of messages) socket.send(message);
  await waitFor(() => received.length === messages.length, 'all echoes');
  return received;
}
