import trunkline from '@trunkline/fastify';
import Fastify, { type FastifyServerOptions } from 'fastify';
import { board, type Message } from '../contract.ts';

/** The board keeps so many messages; a real application would keep them in a database. */
const KEPT_MESSAGES = 100;

/** Makes the server without a port, as tests want it. */
export async function makeApp(options: FastifyServerOptions = {}) {
  const app = Fastify(options);
  await app.register(trunkline, { contract: board });

  const messages: Message[] = [];
  let lastId = 0;
  const room = app.rpc.room(board.topics.board);

  app.rpc.implement(board.procedures, {
    async post({ author, text }) {
      lastId += 1;
      const message = { id: lastId, author, text, likes: 0 };
      messages.push(message);
      if (messages.length > KEPT_MESSAGES) messages.shift();
      await room.publish('message', message);
      return message;
    },
    async like({ id }, call) {
      const message = messages.find((candidate) => candidate.id === id);
      if (message === undefined) throw call.error('UnknownMessage', { id });
      message.likes += 1;
      await room.publish('likes', { id, likes: message.likes });
    },
  });
  app.rpc.topic(board.topics.board, { snapshot: () => messages });

  return app;
}
