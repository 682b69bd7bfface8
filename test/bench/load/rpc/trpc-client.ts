import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { StationRouter } from '../../servers/trpc.ts';
import type { RpcClient } from './rpc-client.ts';

// That of Node itself is slower than `ws`, by which the other clients connect.
Reflect.set(globalThis, 'WebSocket', WebSocket);

/** tRPC's client with its WebSocket link, on a connection of its own. */
export function openTrpc(port: number): RpcClient {
  const client = createTRPCClient<StationRouter>({ links: [wsLink({ client: createWSClient({ url: `ws://127.0.0.1:${port}` }) })] });
  return {
    post: (params) => client.post.mutate(params),
    follow: (params, onItem) =>
      new Promise((resolve, reject) => {
        client.follow.subscribe(params, { onData: onItem, onComplete: resolve, onError: reject });
      }),
  };
}
