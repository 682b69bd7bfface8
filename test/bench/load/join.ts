import { Buffer } from 'node:buffer';
import type { Candidate } from '../workload.ts';
import { Connection } from './connection.ts';
import { encodeFrame, TEXT } from './frames.ts';
import { nextFrame } from './probe.ts';

/** How many connections open at the same time; far below the backlog of any listening socket. */
const WAVE = 100;

const DEFLATE_OFFER = 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n';

/** The Engine.IO packet "message" with the Socket.IO packet "connect", which joins the main namespace. */
const SOCKET_IO_CONNECT = encodeFrame(TEXT, Buffer.from('40'), true);

function upgradeRequest(path: string, deflate: boolean): string {
  return [
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`,
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${deflate ? DEFLATE_OFFER : ''}\r\n`,
  ].join('');
}

async function upgrade(connection: Connection, path: string, deflate: boolean): Promise<void> {
  connection.socket.write(upgradeRequest(path, deflate));
  const head = await connection.next((bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end === -1 ? undefined : end + 4;
  });
  const text = head.toString('latin1');
  if (!text.startsWith('HTTP/1.1 101 ')) throw new Error(`the server refused to upgrade: ${text}`);
  if (/permessage-deflate/i.test(text) !== deflate) throw new Error(`deflate was not agreed on as wanted: ${text}`);
}

async function expectPacket(connection: Connection, start: string): Promise<void> {
  const { payload } = await nextFrame(connection);
  if (!payload.toString().startsWith(start)) throw new Error(`expected the Socket.IO packet ${start}, got ${payload.toString()}`);
}

async function join(candidate: Candidate, port: number, deflate: boolean): Promise<Connection> {
  const connection = await Connection.open(port);
  if (candidate === 'net') {
    // A byte there and back: the kernel alone would let us connect before the server knows of us.
    connection.socket.write('?');
    await connection.next((bytes) => (bytes.length === 0 ? undefined : 1));
    return connection;
  }
  if (candidate !== 'socket.io') {
    await upgrade(connection, '/', deflate);
    return connection;
  }
  await upgrade(connection, '/socket.io/?EIO=4&transport=websocket', deflate);
  await expectPacket(connection, '0{');
  connection.socket.write(SOCKET_IO_CONNECT);
  await expectPacket(connection, '40{');
  return connection;
}

/** Opens `count` connections and brings each past the handshake of the candidate. */
export async function joinAll(candidate: Candidate, port: number, count: number, deflate: boolean): Promise<Connection[]> {
  const connections: Connection[] = [];
  while (connections.length < count) {
    const wave = Array.from({ length: Math.min(WAVE, count - connections.length) }, () => join(candidate, port, deflate));
    connections.push(...(await Promise.all(wave)));
  }
  return connections;
}
