import { createServer, shared } from '@trunkline/core/node';
import { broadcastText } from '../payloads.ts';
import type { Workload } from '../workload.ts';
import { KEEPALIVE_INTERVAL_MS, portOf, type Started } from './started.ts';

/** Our engine, as its README uses it. */
export async function startTrunkline(workload: Workload): Promise<Started> {
  const isBroadcast = workload.kind === 'broadcast';
  const server = createServer({
    deflate: isBroadcast && workload.deflate ? { thresholdBytes: 0 } : false,
    keepalive: { intervalMs: KEEPALIVE_INTERVAL_MS, timeoutMs: 10_000 },
    onConnection: (socket) => {
      socket.onMessage = (message) => {
        socket.send(message);
      };
    },
  });
  const port = portOf(await server.listen({ port: 0, host: '127.0.0.1' }));
  const text = isBroadcast ? broadcastText(workload) : '';
  return {
    port,
    publish(count) {
      for (let sent = 0; sent < count; sent++) {
        const message = shared(text);
        for (const socket of server.connections) socket.send(message);
      }
    },
  };
}
