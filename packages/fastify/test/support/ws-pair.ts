import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws';

/** A server of `ws` that listens, and gives its sockets one after the other. It closes when its test ends. */
export async function startWs(
  options: Omit<ServerOptions, 'port'> = {},
): Promise<{ readonly server: WebSocketServer; readonly port: number }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return { server, port: address.port };
}

/** Both ends of one connection of `ws`. */
export async function wsPair({
  server: serverOptions,
  client: clientOptions,
}: {
  readonly server?: Omit<ServerOptions, 'port'>;
  readonly client?: ClientOptions;
} = {}) {
  const { server, port } = await startWs(serverOptions);
  const client = new WebSocket(`ws://127.0.0.1:${port}`, clientOptions);
  client.on('error', () => {});
  onTestFinished(() => client.terminate());
  const [[socket]] = await Promise.all([once(server, 'connection'), once(client, 'open')]);
  if (!(socket instanceof WebSocket)) throw new Error('there is no socket');
  return { server: socket, client };
}
