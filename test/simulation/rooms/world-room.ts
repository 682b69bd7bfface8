import type { RoomTruth } from './room-truth.ts';
import type { EventName } from './world-contract.ts';

/** The topics of a world, of one room each. */
export const TOPICS = ['feed', 'board', 'hall', 'club'] as const;

export type TopicName = (typeof TOPICS)[number];

/** A room of the world, and what really happened in it. */
export interface WorldRoom {
  readonly name: TopicName;
  readonly hasLog: boolean;
  readonly hasSnapshot: boolean;
  readonly hasPresence: boolean;
  readonly events: readonly EventName[];
  readonly truth: RoomTruth;
}

/** A room as the contract declares it. */
export function worldRoom(name: TopicName, truth: RoomTruth): WorldRoom {
  const hasLog = name !== 'hall';
  return {
    name,
    hasLog,
    hasSnapshot: name === 'board' || name === 'club',
    hasPresence: name === 'hall' || name === 'club',
    events: hasLog ? ['item', 'price', 'blip'] : ['price', 'blip'],
    truth,
  };
}
