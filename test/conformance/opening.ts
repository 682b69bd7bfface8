import { createHash } from 'node:crypto';
import { normalized } from './deflate-agreement.ts';
import { type HttpHead, readHead, valuesOf } from './http-head.ts';
import type { RawPeer } from './raw-peer.ts';

/** The key of RFC 6455 §1.3, and what answers it. */
export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
export const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** Computes what answers a key (RFC 6455 §4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** Does a client's opening handshake, and requires the server to agree to exactly this extension. */
export async function openAsClient(peer: RawPeer, extension: string | undefined): Promise<void> {
  const lines = [
    'GET /chat HTTP/1.1',
    'Host: server.example.com',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    ...(extension === undefined ? [] : [`Sec-WebSocket-Extensions: ${offerFor(extension)}`]),
  ];
  await peer.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
  const head = await readHead(peer.incoming);
  const [answer] = valuesOf(head, 'sec-websocket-extensions');
  if (!head.startLine.startsWith('HTTP/1.1 101 ')) throw new Error(`the handshake was refused: ${head.startLine}`);
  if (valuesOf(head, 'sec-websocket-accept').join() !== ACCEPT) throw new Error('the accept key is wrong');
  if (answer === undefined ? extension !== undefined : normalized(answer) !== normalized(extension ?? '')) {
    throw new Error(`the server agreed to ${answer ?? 'no extension'} instead of ${extension ?? 'none'}`);
  }
}

/** Answers a client's opening handshake, and agrees to exactly this extension. */
export async function openAsServer(peer: RawPeer, extension: string | undefined): Promise<void> {
  const head = await readHead(peer.incoming);
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(keyOf(head))}`,
    ...(extension === undefined ? [] : [`Sec-WebSocket-Extensions: ${extension}`]),
  ];
  await peer.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
}

/** The key of a request. @throws {Error} when it has not exactly one. */
export function keyOf(head: HttpHead): string {
  const [key, ...others] = valuesOf(head, 'sec-websocket-key');
  if (key === undefined || others.length > 0) throw new Error('the request must have one Sec-WebSocket-Key');
  return key;
}

/** An offer to which the answer is fit. The window of the client must be named there for the server to limit it (RFC 7692 §7.1.2.2). */
function offerFor(answer: string): string {
  return answer.includes('client_max_window_bits') ? answer : `${answer}; client_max_window_bits`;
}
