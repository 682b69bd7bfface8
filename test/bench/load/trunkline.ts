// What a raw connection says to a server of ours, in frames made beforehand (docs/protocol.md, trunkline.v1.json).

import { Buffer } from 'node:buffer';
import type { Connection } from './connection.ts';
import { encodeFrame, PONG, TEXT } from './frames.ts';
import { nextFrame } from './probe.ts';

/** The subprotocol that is offered. */
export const SUBPROTOCOL = 'trunkline.v1.json';

/** Below what the server waits before it asks a silent client (§8), so that no ping falls between the bytes that are counted. */
const PULSE_MS = 10_000;

const PULSE = encodeFrame(PONG, Buffer.alloc(0), true);

/** Makes silent connections say a word now and then; those that are added later too. */
export function keepAlive(connections: readonly Connection[]): void {
  setInterval(() => {
    for (const { socket } of connections) socket.write(PULSE);
  }, PULSE_MS);
}

/** Begins a session (§4.1). */
export function sayHello(connection: Connection): Promise<void> {
  return ask(connection, { id: -1, method: '$/hello', params: {} });
}

/** Joins the room that is published to (§5.1). */
export function joinNews(connection: Connection): Promise<void> {
  return ask(connection, { id: -2, method: '$/join', params: { topic: 'news' } });
}

/** Makes a call and sees that it is answered. */
export function post(connection: Connection): Promise<void> {
  return ask(connection, { id: 1, method: 'post', params: { room: 'lobby', text: 'are you there?', isUrgent: false } });
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: object;
}

async function ask(connection: Connection, request: Request): Promise<void> {
  connection.socket.write(encodeFrame(TEXT, Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...request })), true));
  const { payload } = await nextFrame(connection);
  const answer: unknown = JSON.parse(payload.toString());
  const isAnswer = typeof answer === 'object' && answer !== null && 'id' in answer && answer.id === request.id && 'result' in answer;
  if (!isAnswer) throw new Error(`${request.method} was answered with ${payload.toString()}`);
}
