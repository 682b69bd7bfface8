import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { parseFollow, parsePost } from '../rpc/checks.ts';
import { readingsOf, receiptOf } from '../rpc/service.ts';
import type { ClientEvents, ServerEvents } from '../rpc/socket-io-events.ts';
import { KEEPALIVE_INTERVAL_MS, listen, type Started } from './started.ts';

/** Calls of Socket.IO: an event with an acknowledgement; items of a stream are events, whose end is acknowledged. */
export async function startSocketIoRpc(): Promise<Started> {
  const http = createServer();
  const io = new Server<ClientEvents, ServerEvents>(http, {
    transports: ['websocket'],
    serveClient: false,
    pingInterval: KEEPALIVE_INTERVAL_MS,
  });
  io.on('connection', (socket) => {
    socket.on('post', (params, answer) => answer(receiptOf(parsePost(params))));
    socket.on('follow', async (params, end) => {
      for await (const item of readingsOf(parseFollow(params))) socket.emit('item', item);
      end(null);
    });
  });
  return { port: await listen(http) };
}
