// The load: `main.ts <candidate> <workload> <scale>`, told by its parent when to connect and when to run.

import { Buffer } from 'node:buffer';
import { answerParent, cpuTime } from '../answers.ts';
import { figure } from '../figures.ts';
import { parseTrial } from '../trial-arguments.ts';
import { broadcastFlow } from './broadcast.ts';
import type { Connection } from './connection.ts';
import { echoFlow } from './echo.ts';
import type { Flow } from './flow.ts';
import { TEXT } from './frames.ts';
import { joinAll } from './join.ts';
import { probeEcho } from './probe.ts';
import { loadClient } from './rpc/rpc-client.ts';
import { rpcFlow } from './rpc/rpc-flow.ts';
import { post } from './trunkline.ts';

const { candidate, workload } = parseTrial(process.argv.slice(2));
let connections: Connection[] = [];
let flow: Flow | undefined;

answerParent({
  cpu: cpuTime,
  /** Opens the connections and sees that messages come through. */
  async connect(argument) {
    const port = figure(argument, 'port');
    if (workload.kind === 'rpc') {
      const open = await loadClient(candidate);
      const clients = await Promise.all(Array.from({ length: workload.connections }, () => open(port)));
      flow = await rpcFlow(clients, workload);
      return {};
    }
    connections = await joinAll(candidate, port, workload);
    if (workload.kind === 'echo') flow = await echoFlow(connections, workload, candidate);
    if (workload.kind === 'broadcast') flow = await broadcastFlow(connections, figure(argument, 'controlPort'), workload, candidate);
    return {};
  },
  /** Sees that connections which have been idle still work. */
  async prove() {
    if (candidate === 'trunkline-fastify') for (const connection of connections) await post(connection);
    else await probeEcho(connections, candidate, TEXT, Buffer.from('are you there?'));
    return {};
  },
  async run(argument) {
    if (flow === undefined) throw new Error('there is nothing to run');
    const startMs = performance.now();
    flow.start();
    await new Promise((resolve) => setTimeout(resolve, figure(argument, 'seconds') * 1000));
    const messages = await flow.stop();
    return { messages, elapsedMs: performance.now() - startMs };
  },
});
