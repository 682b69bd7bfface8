import { Buffer } from 'node:buffer';
import { createServer, type Socket } from 'node:net';
import { encodeFrame, TEXT } from '../load/frames.ts';
import { broadcastText } from '../payloads.ts';
import type { Workload } from '../workload.ts';
import { listen, type Started } from './started.ts';

/** Sends back what comes, without reading it. A broadcast is one write of bytes made beforehand: the ceiling for Node. */
export async function startNet(workload: Workload): Promise<Started> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const frame = workload.kind === 'broadcast' ? encodeFrame(TEXT, Buffer.from(broadcastText(workload)), false) : Buffer.alloc(0);
  const port = await listen(server);
  return {
    port,
    publish(count) {
      const frames = Buffer.concat(Array.from({ length: count }, () => frame));
      for (const socket of sockets) socket.write(frames);
    },
  };
}
