// What server and page agree on. The server checks everything against these schemas; the page imports only their types.

import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

const Name = Type.String({ minLength: 1, maxLength: 40 });
const MessageId = Type.Object({ id: Type.Integer() });

const Message = Type.Object({
  id: Type.Integer(),
  author: Name,
  text: Type.String({ minLength: 1, maxLength: 280 }),
  likes: Type.Integer(),
});
export type Message = Type.Static<typeof Message>;

export const board = contract({
  procedures: {
    /** Puts a message on the board. */
    post: procedure({ params: Type.Pick(Message, ['author', 'text']), result: Message }),
    /** Likes a message; `UnknownMessage` when it is not on the board (any more). */
    like: procedure({ params: MessageId, errors: { UnknownMessage: MessageId } }),
  },
  topics: {
    board: topic({
      /** What whoever joins gets first, and whoever was away for too long. */
      snapshot: Type.Array(Message),
      events: {
        /** `log`: everybody gets every message, in order, also those from while the connection was lost. */
        message: event(Message, { delivery: 'log' }),
        /** `latest`: only the newest count of each message matters, so a slow reader may skip those between. */
        likes: event(Type.Pick(Message, ['id', 'likes']), { delivery: 'latest', key: 'id' }),
      },
      /** What everybody sees of everybody who is here. */
      presence: Type.Object({ name: Name }),
    }),
  },
});
export type Board = typeof board;
