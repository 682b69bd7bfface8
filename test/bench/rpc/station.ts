import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type, { type Static } from 'typebox';

/** The params of the call that `rpc` workloads make. */
export const Post = Type.Object({ room: Type.String(), text: Type.String(), isUrgent: Type.Boolean() });
export type Post = Static<typeof Post>;

/** What answers a {@link Post}. */
export const Receipt = Type.Object({ isNew: Type.Boolean(), offset: Type.Integer() });
export type Receipt = Static<typeof Receipt>;

/** The params of the stream. */
export const Follow = Type.Object({ symbol: Type.String(), count: Type.Integer({ minimum: 1 }) });
export type Follow = Static<typeof Follow>;

/** An item of the stream. */
export const Reading = Type.Object({ symbol: Type.String(), price: Type.Number(), tick: Type.Integer() });
export type Reading = Static<typeof Reading>;

/** The contract of the candidates that have one. `news` is what a broadcast is published to. */
export const station = contract({
  procedures: {
    post: procedure({ params: Post, result: Receipt }),
    follow: procedure({ kind: 'query', params: Follow, item: Reading }),
  },
  topics: { news: topic({ events: { note: event(Type.Unknown(), { delivery: 'ephemeral' }) } }) },
});
export type Station = typeof station;
