import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type JsonAnswer, readAnswer } from '../../rpc/json-messages.ts';
import type { RpcClient } from './rpc-client.ts';

/** A client as an application writes it. */
export async function openWsJson(port: number): Promise<RpcClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const pending = new Map<number, (answer: JsonAnswer) => void>();
  let lastId = 0;
  const call = (method: string, params: unknown, take: (answer: JsonAnswer) => void) => {
    lastId += 1;
    pending.set(lastId, take);
    socket.send(JSON.stringify({ id: lastId, method, params }));
  };
  socket.on('message', (bytes) => {
    const answer = readAnswer(bytes);
    pending.get(answer.id)?.(answer);
    if (answer.item === undefined) pending.delete(answer.id);
  });
  return {
    post: (params) =>
      new Promise((resolve, reject) => {
        call('post', params, ({ result, error }) => {
          if (result) resolve(result);
          else reject(new Error(error));
        });
      }),
    follow: (params, onItem) =>
      new Promise((resolve, reject) => {
        call('follow', params, ({ item, result, error }) => {
          if (item !== undefined) onItem(item);
          else if (result === null) resolve();
          else reject(new Error(error));
        });
      }),
  };
}
