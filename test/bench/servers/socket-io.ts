import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { broadcastText, SOCKET_IO_EVENT } from '../payloads.ts';
import type { Workload } from '../workload.ts';
import { KEEPALIVE_INTERVAL_MS, listen, type Started } from './started.ts';

/** Socket.IO with plain `io.emit`, over WebSocket only. */
export async function startSocketIo(workload: Workload): Promise<Started> {
  if (workload.kind !== 'broadcast') throw new RangeError('here Socket.IO broadcasts only');
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false, pingInterval: KEEPALIVE_INTERVAL_MS });
  const port = await listen(http);
  const message: unknown = JSON.parse(broadcastText(workload));
  return {
    port,
    publish(count) {
      for (let sent = 0; sent < count; sent++) io.emit(SOCKET_IO_EVENT, message);
    },
  };
}
