import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../rpc/socket-io-events.ts';
import type { RpcClient } from './rpc-client.ts';

/** Socket.IO's client over WebSocket only, on a connection of its own. */
export async function openSocketIo(port: number): Promise<RpcClient> {
  const socket: Socket<ServerEvents, ClientEvents> = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    post: (params) => socket.emitWithAck('post', params),
    async follow(params, onItem) {
      socket.on('item', onItem);
      const failure = await socket.emitWithAck('follow', params);
      socket.off('item', onItem);
      if (failure !== null) throw new Error(failure);
    },
  };
}
