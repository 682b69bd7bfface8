import type { Client } from '@trunkline/client/platform';
import type { EventContent, MemberState, WorldContract } from '../rooms/world-contract.ts';
import type { TopicName } from '../rooms/world-room.ts';
import type { Delivery } from './delivery-witness.ts';

/** A room of the published client, typed as wide as all topics of the world together. */
export interface RoomHandle extends AsyncIterable<Delivery> {
  on(kind: string, listener: (data: unknown, delivery: Delivery) => void): () => void;
  join(): Promise<void>;
  leave(): Promise<void>;
  publish(event: string, data: EventContent): Promise<unknown>;
  readonly members: readonly { readonly id: string; readonly state: unknown }[];
  setState(state: MemberState): void;
}

/** The room of a topic, with the state of a member where it has one. */
export function openRoom(client: Client<WorldContract>, topic: TopicName, state: MemberState | undefined): RoomHandle;
export function openRoom({ room }: Client<WorldContract>, topic: TopicName, state: MemberState | undefined): unknown {
  switch (topic) {
    case 'feed':
      return room.feed();
    case 'board':
      return room.board();
    case 'hall':
      return room.hall(undefined, { state });
    case 'club':
      return room.club(undefined, { state });
  }
}
