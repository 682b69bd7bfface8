import type { RpcError } from '@trunkline/client';

/**
 * What a provider needs of a room: one of a topic with a `snapshot` of bytes, a `log` event `update` and an `ephemeral` event `awareness`, both
 * bytes that clients may publish. `client.room.document({ … })` of such a contract is one.
 */
export interface YjsRoom {
  join(): Promise<void>;
  leave(): Promise<void>;
  on(kind: 'snapshot', listener: (state: Uint8Array) => void): () => void;
  on(kind: 'update', listener: (update: Uint8Array) => void): () => void;
  on(kind: 'awareness', listener: (update: Uint8Array) => void): () => void;
  on(kind: 'error', listener: (error: RpcError) => void): () => void;
  publish(event: 'update' | 'awareness', bytes: Uint8Array): Promise<unknown>;
}
