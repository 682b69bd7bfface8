import { figure } from './figures.ts';
import { fileLimitLauncher, type Launchers } from './launcher.ts';
import type { Sample } from './measure.ts';
import { trialArguments } from './trial-arguments.ts';
import { Worker } from './worker.ts';
import type { Candidate, ServerWorkload } from './workload.ts';
import type { Scale } from './workloads.ts';

/** How long a trial runs. */
export interface Budget {
  readonly scale: Scale;
  /** Before the measurement, so that both sides are compiled. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Runs one workload once with one candidate, in two fresh processes. */
export async function runTrial(workload: ServerWorkload, candidate: Candidate, budget: Budget, launchers: Launchers): Promise<Sample> {
  const files = fileLimitLauncher(workload.connections);
  const args = trialArguments(candidate, workload.name, budget.scale);
  const server = new Worker('servers', [...files, ...launchers.server], ['--expose-gc'], args);
  const load = new Worker('load', [...files, ...launchers.load], [], args);
  try {
    return workload.kind === 'memory' ? await measureMemory(server, load, workload.connections) : await measureSpeed(server, load, budget);
  } catch (cause) {
    throw new Error(`${workload.name} with ${candidate} failed`, { cause });
  } finally {
    // The load first: it takes a connection that ends for a failure.
    await load.stop();
    await server.stop();
  }
}

async function measureSpeed(server: Worker, load: Worker, { warmUpSeconds, seconds }: Budget): Promise<Sample> {
  await load.ask('connect', await server.ask('ports'));
  if (warmUpSeconds > 0) await load.ask('run', { seconds: warmUpSeconds });
  const cpuOf = async (worker: Worker) => figure(await worker.ask('cpu'), 'cpuMicros');
  const before = { server: await cpuOf(server), load: await cpuOf(load) };
  const run = await load.ask('run', { seconds }, (seconds + 60) * 1000);
  const after = { server: await cpuOf(server), load: await cpuOf(load) };
  const messages = figure(run, 'messages');
  if (messages === 0) throw new Error('no message came through');
  return {
    rate: messages / (figure(run, 'elapsedMs') / 1000),
    cpuMicros: (after.server - before.server) / messages,
    loadMicros: (after.load - before.load) / messages,
  };
}

async function measureMemory(server: Worker, load: Worker, connections: number): Promise<Sample> {
  const ports = await server.ask('ports');
  const before = await server.ask('memory');
  await load.ask('connect', ports);
  const after = await server.ask('memory');
  await load.ask('prove');
  const kibOf = (name: string) => (figure(after, name) - figure(before, name)) / connections / 1024;
  return { kibPerConnection: kibOf('rssBytes'), pooledKibPerConnection: kibOf('pooledRssBytes') };
}
