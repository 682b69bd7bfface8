import { Buffer } from 'node:buffer';
import { broadcastText } from '../payloads.ts';
import type { BroadcastWorkload, Candidate } from '../workload.ts';
import { Connection } from './connection.ts';
import { countDeliveries } from './deliveries.ts';
import type { Flow } from './flow.ts';
import { probeRound } from './probe.ts';

/** Prepares a broadcast: each byte on the server's control port asks for one publication, and the next come when the last has arrived everywhere. */
export async function broadcastFlow(
  connections: readonly Connection[],
  controlPort: number,
  workload: BroadcastWorkload,
  candidate: Candidate,
): Promise<Flow> {
  const control = await Connection.open(controlPort);
  const publish = (count: number) => control.socket.write(Buffer.alloc(count));
  publish(workload.inFlight);
  const text = broadcastText(workload);
  const memberBytes = await probeRound(connections, {
    count: workload.inFlight,
    isDeflated: workload.deflate,
    deliveriesIn: (message) => countDeliveries(candidate, message, text),
  });
  const roundDeliveries = connections.length * workload.inFlight;
  const roundBytes = connections.length * memberBytes;
  let received = 0;
  let rounds = 0;
  let isRunning = false;
  let finish = () => {};
  const onBytes = (count: number) => {
    received += count;
    if (received < roundBytes) return;
    if (received > roundBytes) throw new Error('the server sent more than was published');
    received = 0;
    rounds++;
    if (isRunning) publish(workload.inFlight);
    else finish();
  };
  for (const connection of connections) connection.onBytes = onBytes;
  return {
    start() {
      isRunning = true;
      rounds = 0;
      publish(workload.inFlight);
    },
    async stop() {
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      isRunning = false;
      await finished;
      return rounds * roundDeliveries;
    },
  };
}
