// The load: `main.ts <candidate> <workload> <scale>`, told by its parent when to connect and when to run.

import { answerParent } from '../answers.ts';
import { figure } from '../figures.ts';
import { parseTrial } from '../trial-arguments.ts';
import { echoFlow } from './echo.ts';
import type { Flow } from './flow.ts';
import { joinAll } from './join.ts';

const { candidate, workload } = parseTrial(process.argv.slice(2));
let flow: Flow | undefined;

async function connect(port: number): Promise<void> {
  const connections = await joinAll(candidate, port, workload.connections, false);
  if (workload.kind === 'echo') flow = await echoFlow(connections, workload, candidate);
}

answerParent({
  async connect(argument) {
    await connect(figure(argument, 'port'));
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
