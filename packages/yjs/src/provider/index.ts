import type { Doc } from 'yjs';
import type { YjsRoom } from '../room/yjs-room.ts';
import { RoomProvider } from './room-provider.ts';

export type { YjsRoom } from '../room/yjs-room.ts';
export type { After } from '../updates/update-sender.ts';
export { type ProviderState, RoomProvider } from './room-provider.ts';

/**
 * Joins a room and keeps a document the same as it, until it is destroyed.
 *
 * A document that has content already, from an earlier run for example, is merged: what the server lacks is sent.
 */
export function provider(room: YjsRoom, doc: Doc): RoomProvider {
  return new RoomProvider(room, doc, (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  });
}
