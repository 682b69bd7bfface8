import { Buffer } from 'node:buffer';
import { RPC_PATH } from '../payloads.ts';
import type { Candidate, ServerWorkload } from '../workload.ts';
import { Connection } from './connection.ts';
import { encodeFrame, TEXT } from './frames.ts';
import { nextFrame } from './probe.ts';
import { joinNews, keepAlive, SUBPROTOCOL, sayHello } from './trunkline.ts';

/** How many connections open at the same time; far below the backlog of any listening socket. */
const WAVE = 100;

const DEFLATE_OFFER = 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n';

/** The Engine.IO packet "message" with the Socket.IO packet "connect", which joins the main namespace. */
const SOCKET_IO_CONNECT = encodeFrame(TEXT, Buffer.from('40'), true);

const PROTOCOL_OFFER = `Sec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n`;

function upgradeRequest(path: string, offers: string): string {
  return [
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`,
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${offers}\r\n`,
  ].join('');
}

async function upgrade(connection: Connection, path: string, offers: string): Promise<void> {
  connection.socket.write(upgradeRequest(path, offers));
  const head = await connection.next((bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end === -1 ? undefined : end + 4;
  });
  const text = head.toString('latin1');
  if (!text.startsWith('HTTP/1.1 101 ')) throw new Error(`the server refused to upgrade: ${text}`);
  if (/permessage-deflate/i.test(text) !== (offers === DEFLATE_OFFER)) throw new Error(`deflate was not agreed on as wanted: ${text}`);
}

async function expectPacket(connection: Connection, start: string): Promise<void> {
  const { payload } = await nextFrame(connection);
  if (!payload.toString().startsWith(start)) throw new Error(`expected the Socket.IO packet ${start}, got ${payload.toString()}`);
}

async function joinSocketIo(connection: Connection): Promise<void> {
  await upgrade(connection, '/socket.io/?EIO=4&transport=websocket', '');
  await expectPacket(connection, '0{');
  connection.socket.write(SOCKET_IO_CONNECT);
  await expectPacket(connection, '40{');
}

async function join(candidate: Candidate, port: number, workload: ServerWorkload): Promise<Connection> {
  const connection = await Connection.open(port);
  const isBroadcast = workload.kind === 'broadcast';
  switch (candidate) {
    case 'net':
      // A byte there and back: the kernel alone would let us connect before the server knows of us.
      connection.socket.write('?');
      await connection.next((bytes) => (bytes.length === 0 ? undefined : 1));
      break;
    case 'ws':
    case 'trunkline':
      await upgrade(connection, '/', isBroadcast && workload.deflate ? DEFLATE_OFFER : '');
      break;
    case 'socket.io':
      await joinSocketIo(connection);
      break;
    case 'trunkline-fastify':
      await upgrade(connection, RPC_PATH, PROTOCOL_OFFER);
      await sayHello(connection);
      if (isBroadcast) await joinNews(connection);
      break;
    default:
      throw new RangeError(`${candidate} has a client of its own`);
  }
  return connection;
}

/** Opens the connections of a workload and brings each past the handshake of the candidate. */
export async function joinAll(candidate: Candidate, port: number, workload: ServerWorkload): Promise<Connection[]> {
  const connections: Connection[] = [];
  if (candidate === 'trunkline-fastify') keepAlive(connections);
  while (connections.length < workload.connections) {
    const waveLength = Math.min(WAVE, workload.connections - connections.length);
    connections.push(...(await Promise.all(Array.from({ length: waveLength }, () => join(candidate, port, workload)))));
  }
  return connections;
}
