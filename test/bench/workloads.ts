import type {
  BroadcastWorkload,
  Candidate,
  CodecWorkload,
  EchoWorkload,
  MemoryWorkload,
  RpcWorkload,
  Target,
  Workload,
} from './workload.ts';

const PLAIN: readonly Candidate[] = ['net', 'ws', 'trunkline'];

const rate = (against: Candidate, atLeast: number): Target => ({ of: 'trunkline', against, measure: 'rate', atLeast });
const rpcRate = (against: Candidate, atLeast: number): Target => ({ ...rate(against, atLeast), of: 'trunkline-fastify' });

function echo(
  name: string,
  shape: Pick<EchoWorkload, 'depth' | 'writes'> & Partial<EchoWorkload>,
  targets: readonly Target[],
): EchoWorkload {
  return { kind: 'echo', name, candidates: PLAIN, payload: 'binary', payloadBytes: 64, connections: 64, ...shape, targets };
}

const ECHO: readonly EchoWorkload[] = [
  echo('echo-64-d16-batched', { depth: 16, writes: 'batched' }, [rate('ws', 7), rate('net', 0.75)]),
  echo('echo-64-text-d16-batched', { depth: 16, writes: 'batched', payload: 'text' }, [rate('ws', 7)]),
  echo('echo-64-d16-single', { depth: 16, writes: 'single' }, [rate('ws', 1.3)]),
  echo('echo-64-d1', { depth: 1, writes: 'single' }, [{ ...rate('ws', 1.05), measure: 'cpu' }]),
  echo('echo-16k-d1', { depth: 1, writes: 'single', payloadBytes: 16_384 }, [rate('ws', 2), rate('net', 0.75)]),
];

const BROADCAST: readonly BroadcastWorkload[] = [
  {
    kind: 'broadcast',
    name: 'broadcast-lone-5000',
    candidates: ['net', 'ws', 'socket.io', 'trunkline', 'trunkline-fastify'],
    connections: 5_000,
    payloadBytes: 64,
    inFlight: 1,
    deflate: false,
    targets: [rate('ws', 1.3), rate('socket.io', 1.6)],
  },
  {
    kind: 'broadcast',
    name: 'broadcast-burst-1000',
    candidates: ['net', 'ws', 'socket.io', 'trunkline', 'trunkline-fastify'],
    connections: 1_000,
    payloadBytes: 64,
    inFlight: 16,
    deflate: false,
    targets: [rate('ws', 9), rate('socket.io', 9)],
  },
  {
    kind: 'broadcast',
    name: 'broadcast-deflate-1000',
    candidates: ['ws', 'trunkline'],
    connections: 1_000,
    payloadBytes: 1_024,
    inFlight: 1,
    deflate: true,
    targets: [rate('ws', 5)],
  },
];

const RPC_CANDIDATES: readonly Candidate[] = ['ws-json', 'socket.io', 'trpc', 'trunkline-ws', 'trunkline-fastify'];

function rpc(name: string, shape: Pick<RpcWorkload, 'depth' | 'items'>, targets: readonly Target[]): RpcWorkload {
  return { kind: 'rpc', name, candidates: RPC_CANDIDATES, connections: 50, ...shape, targets };
}

const RPC: readonly RpcWorkload[] = [
  rpc('rpc-d32', { depth: 32, items: 0 }, [rpcRate('socket.io', 4), rpcRate('trpc', 7)]),
  rpc('rpc-d1', { depth: 1, items: 0 }, [rpcRate('socket.io', 1.4), rpcRate('trpc', 2), rpcRate('ws-json', 0.95)]),
  rpc('stream-items', { depth: 1, items: 1_000 }, []),
];

const MEMORY: readonly MemoryWorkload[] = [
  {
    kind: 'memory',
    name: 'memory-idle-10000',
    candidates: [...PLAIN, 'trunkline-fastify'],
    connections: 10_000,
    atMostKib: { trunkline: 6, 'trunkline-fastify': 9 },
    targets: [],
  },
];

const CODEC: readonly CodecWorkload[] = [
  { kind: 'codec', name: 'codec-small', candidates: ['json', 'msgpack', 'JSON.parse', 'msgpackr'], params: 'small' },
  { kind: 'codec', name: 'codec-object-1k', candidates: ['json', 'msgpack', 'JSON.parse', 'msgpackr'], params: 'object' },
  { kind: 'codec', name: 'codec-numbers-1000', candidates: ['json', 'msgpack', 'JSON.parse', 'msgpackr'], params: 'numbers' },
  // JSON alone has no bytes.
  { kind: 'codec', name: 'codec-bytes-16k', candidates: ['json', 'msgpack', 'msgpackr'], params: 'bytes' },
];

/** Every workload, in the order in which they run. */
export const WORKLOADS: readonly Workload[] = [...ECHO, ...BROADCAST, ...RPC, ...MEMORY, ...CODEC];

/** How much a run does: the whole workload, or just enough to see that it works. */
export type Scale = 'full' | 'smoke';

const SMOKE_CONNECTIONS = { echo: 16, broadcast: 50, rpc: 4, memory: 200 };

/** The workload of that name, with few connections on the scale `smoke`. @throws {RangeError} when there is none. */
export function findWorkload(name: string, scale: Scale): Workload {
  const workload = WORKLOADS.find((candidate) => candidate.name === name);
  if (workload === undefined) throw new RangeError(`no workload is named ${name}`);
  return scale === 'full' || workload.kind === 'codec' ? workload : { ...workload, connections: SMOKE_CONNECTIONS[workload.kind] };
}

/** The workloads that names ask for, by their own name or by their kind; all of them for no name. @throws {RangeError} on an unknown one. */
export function selectWorkloads(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (!WORKLOADS.some((workload) => workload.kind === name || workload.name === name)) {
      const known = [...new Set(WORKLOADS.map(({ kind }) => kind)), ...WORKLOADS.map((workload) => workload.name)];
      throw new RangeError(`no benchmark is named ${name}; there are ${known.join(', ')}`);
    }
  }
  return WORKLOADS.filter(({ kind, name }) => names.length === 0 || names.includes(kind) || names.includes(name)).map(({ name }) => name);
}
