import type { Follow, Post, Reading, Receipt } from '../../rpc/station.ts';
import type { Candidate } from '../../workload.ts';

/** One connection to a server of calls, by the client that its users have. */
export interface RpcClient {
  post(params: Post): Promise<Receipt>;
  /** Takes a stream; resolves at its end. One at a time. */
  follow(params: Follow, onItem: (item: Reading) => void): Promise<void>;
}

/** Loads the client of a candidate, and no other. Resolves with what opens one more connection. @throws {RangeError} for who has none. */
export async function loadClient(candidate: Candidate): Promise<(port: number) => RpcClient | Promise<RpcClient>> {
  switch (candidate) {
    case 'ws-json':
      return (await import('./ws-json-client.ts')).openWsJson;
    case 'socket.io':
      return (await import('./socket-io-client.ts')).openSocketIo;
    case 'trpc':
      return (await import('./trpc-client.ts')).openTrpc;
    case 'trunkline-fastify':
    case 'trunkline-ws':
      return (await import('./trunkline-client.ts')).openTrunkline;
    case 'net':
    case 'ws':
    case 'trunkline':
      throw new RangeError(`${candidate} has no calls`);
  }
}
