import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseFollow, parsePost } from '../rpc/checks.ts';
import { type JsonAnswer, type JsonRequest, readRequest } from '../rpc/json-messages.ts';
import { readingsOf, receiptOf } from '../rpc/service.ts';
import { portOf, type Started } from './started.ts';

/** What an application writes that needs no library: JSON over `ws`, with ids. Nothing is limited, resumed or cancelled. */
export async function startWsJson(): Promise<Started> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('error', console.error);
    socket.on('message', (bytes) => answer(socket, readRequest(bytes)));
  });
  await once(server, 'listening');
  return { port: portOf(server.address()) };
}

function answer(socket: WebSocket, { id, method, params }: JsonRequest): void {
  try {
    if (method === 'post') send(socket, { id, result: receiptOf(parsePost(params)) });
    else if (method === 'follow') void stream(socket, id, params);
    else throw new RangeError(`there is no method ${method}`);
  } catch (error) {
    send(socket, { id, error: String(error) });
  }
}

async function stream(socket: WebSocket, id: number, params: unknown): Promise<void> {
  try {
    for await (const item of readingsOf(parseFollow(params))) send(socket, { id, item });
    send(socket, { id, result: null });
  } catch (error) {
    send(socket, { id, error: String(error) });
  }
}

function send(socket: WebSocket, message: JsonAnswer): void {
  socket.send(JSON.stringify(message));
}
