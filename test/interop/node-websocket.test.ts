import { createServer } from '@trunkline/core/node';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { expect, it } from 'vitest';
import { sampleMessages } from './sample-messages.ts';

it.each([false, true])("our server and Node's own WebSocket client exchange every kind of message (deflate: %s)", async (deflate) => {
  const server = createServer({
    deflate,
    protocols: ['second'],
    onConnection(socket) {
      socket.onMessage = (message) => socket.send(message);
    },
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  if (typeof address === 'string') throw new Error('listens on no port');
  const client = new globalThis.WebSocket(`ws://127.0.0.1:${address.port}`, ['first', 'second']);
  client.binaryType = 'arraybuffer';
  const received: (string | Uint8Array)[] = [];
  client.onmessage = ({ data }) => received.push(typeof data === 'string' ? data : new Uint8Array(data));
  await waitFor(() => client.readyState === client.OPEN, 'the handshake');
  expect(client.protocol).toBe('second');

  const messages = sampleMessages();
  for (const message of messages) client.send(message);
  await waitFor(() => received.length === messages.length, 'all echoes');
  expect(received).toEqual(messages);

  const closes: unknown[] = [];
  client.onclose = ({ code, reason, wasClean }) => closes.push({ code, reason, wasClean });
  await server.close({ code: 1001, reason: 'later' });
  await waitFor(() => closes.length === 1, 'the close event');
  expect(closes).toEqual([{ code: 1001, reason: 'later', wasClean: true }]);
});
