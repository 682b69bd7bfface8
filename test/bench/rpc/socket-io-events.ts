import type { Follow, Post, Reading, Receipt } from './station.ts';

/** What clients of Socket.IO's candidate emit. Both acknowledge: the call with its answer, the stream with its end. */
export interface ClientEvents {
  post: (params: Post, answer: (receipt: Receipt) => void) => void;
  follow: (params: Follow, end: (failure: string | null) => void) => void;
}

/** What its server emits: one event for each item. */
export interface ServerEvents {
  item: (item: Reading) => void;
}
