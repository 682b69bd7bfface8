import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { type ServerOptions, WebSocketServer } from 'ws';
import { broadcastText } from '../payloads.ts';
import type { Workload } from '../workload.ts';
import { portOf, type Started } from './started.ts';

/** A context that is not taken over is the best setting for a broadcast: less memory, and no slower. */
const DEFLATE: ServerOptions['perMessageDeflate'] = { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true };

/** `ws` as its README uses it. */
export async function startWs(workload: Workload): Promise<Started> {
  const isBroadcast = workload.kind === 'broadcast';
  const perMessageDeflate = isBroadcast && workload.deflate ? DEFLATE : false;
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => {
    socket.on('error', console.error);
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
  });
  await once(server, 'listening');
  const payload = Buffer.from(isBroadcast ? broadcastText(workload) : '');
  return {
    port: portOf(server.address()),
    publish(count) {
      for (let sent = 0; sent < count; sent++) {
        for (const socket of server.clients) socket.send(payload, { binary: false });
      }
    },
  };
}
