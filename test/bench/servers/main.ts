// A server under test: `main.ts <candidate> <workload> <scale>`, asked for its figures by its parent.

import { answerParent, cpuTime } from '../answers.ts';
import { parseTrial } from '../trial-arguments.ts';
import type { Candidate, ServerWorkload } from '../workload.ts';
import { listenForControl } from './control.ts';
import { residentMemory } from './memory.ts';
import type { Started } from './started.ts';

/** Loads the library of the candidate and no other, since memory is measured. */
async function start(candidate: Candidate, workload: ServerWorkload): Promise<Started> {
  switch (candidate) {
    case 'net':
      return (await import('./net.ts')).startNet(workload);
    case 'ws':
      return (await import('./ws.ts')).startWs(workload);
    case 'socket.io':
      return workload.kind === 'rpc'
        ? (await import('./socket-io-rpc.ts')).startSocketIoRpc()
        : (await import('./socket-io.ts')).startSocketIo(workload);
    case 'trpc':
      return (await import('./trpc.ts')).startTrpc();
    case 'ws-json':
      return (await import('./ws-json.ts')).startWsJson();
    case 'trunkline':
      return (await import('./trunkline.ts')).startTrunkline(workload);
    case 'trunkline-fastify':
      return (await import('./trunkline-fastify.ts')).startTrunklineFastify(workload);
    case 'trunkline-ws':
      return (await import('./trunkline-ws.ts')).startTrunklineWs();
  }
}

const { candidate, workload } = parseTrial(process.argv.slice(2));
const started = await start(candidate, workload);
const controlPort = workload.kind === 'broadcast' ? await listenForControl(started) : 0;

answerParent({
  ports: () => ({ port: started.port, controlPort }),
  cpu: cpuTime,
  memory: residentMemory,
});
