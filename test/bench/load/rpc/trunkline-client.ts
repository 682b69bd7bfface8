import { connect } from '@trunkline/client';
import { RPC_PATH } from '../../payloads.ts';
import type { Station } from '../../rpc/station.ts';
import type { RpcClient } from './rpc-client.ts';

/** Trunkline's client, typed by the contract. */
export function openTrunkline(port: number): RpcClient {
  const client = connect<Station>(`ws://127.0.0.1:${port}${RPC_PATH}`);
  return {
    post: (params) => client.call.post(params),
    async follow(params, onItem) {
      for await (const item of client.stream.follow(params)) onItem(item);
    },
  };
}
