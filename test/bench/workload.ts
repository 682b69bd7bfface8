/** What is measured for comparison: libraries as their users run them, and `net` as the ceiling of Node itself. */
export type Candidate = 'net' | 'ws' | 'socket.io' | 'trpc' | 'ws-json' | 'trunkline' | 'trunkline-fastify' | 'trunkline-ws';

/** A figure that one candidate, of ours, shall reach beside another. Printed, never asserted. */
export interface Target {
  readonly of: Candidate;
  readonly against: Candidate;
  /** `cpu` compares µs per message, turned round so that more is better there too. */
  readonly measure: 'rate' | 'cpu';
  readonly atLeast: number;
}

interface Named {
  readonly name: string;
  readonly candidates: readonly Candidate[];
  readonly targets: readonly Target[];
}

/** Our two codecs, and beside them what they are made of or stand in for, with nothing around: the ceilings. */
export type CodecCandidate = 'json' | 'msgpack' | 'JSON.parse' | 'msgpackr';

/** Every connection has `depth` messages on their way and sends the next when a reply comes. */
export interface EchoWorkload extends Named {
  readonly kind: 'echo';
  readonly payload: 'text' | 'binary';
  readonly payloadBytes: number;
  readonly connections: number;
  readonly depth: number;
  /** `batched`: all `depth` frames leave in one write, when all replies are there. `single`: each in a write of its own. */
  readonly writes: 'batched' | 'single';
}

/** The server publishes `inFlight` messages in one tick to every subscriber, and the next ones when the last has arrived. */
export interface BroadcastWorkload extends Named {
  readonly kind: 'broadcast';
  readonly payloadBytes: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly deflate: boolean;
}

/** Typed, checked calls by the clients that users have. */
export interface RpcWorkload extends Named {
  readonly kind: 'rpc';
  readonly connections: number;
  /** Calls that each connection has in flight. */
  readonly depth: number;
  /** Items that each call streams to the client; 0 for calls with one answer. */
  readonly items: number;
}

/** Connections that do nothing, for the server's memory. */
export interface MemoryWorkload extends Named {
  readonly kind: 'memory';
  readonly connections: number;
  /** The most that candidates of ours shall take. */
  readonly atMostKib: Readonly<Partial<Record<Candidate, number>>>;
}

/** What a server does for one call, in the process of the bench: decode the request, check its params, encode a small result. */
export interface CodecWorkload {
  readonly kind: 'codec';
  readonly name: string;
  readonly candidates: readonly CodecCandidate[];
  readonly params: 'small' | 'object' | 'numbers' | 'bytes';
}

/** A workload with a server, and a load in another process. */
export type ServerWorkload = EchoWorkload | BroadcastWorkload | RpcWorkload | MemoryWorkload;

export type Workload = ServerWorkload | CodecWorkload;
