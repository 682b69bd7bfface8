import { once } from 'node:events';
import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

/** The key of RFC 6455 §1.3. */
const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
/** The accept key that answers it. */
export const SAMPLE_ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** An opening handshake as a client writes it; a header of the same name replaces the usual one, `undefined` leaves it out. */
export function upgradeRequest(target = '/', headers: Readonly<Record<string, string | undefined>> = {}): string {
  const all = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': SAMPLE_KEY,
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** A TCP connection on which a test writes what it likes. It ends with its test. */
export class RawClient {
  readonly socket: Socket;
  /** Everything received, a character for each byte. */
  received = '';
  hasEnded = false;
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
    });
    socket.on('end', () => {
      this.hasEnded = true;
    });
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('error', () => {});
  }

  static async connect(to: NetConnectOpts): Promise<RawClient> {
    const socket = createConnection({ ...to, allowHalfOpen: true });
    const client = new RawClient(socket);
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return client;
  }

  write(text: string | Uint8Array): void {
    if (typeof text === 'string') this.socket.write(text, 'latin1');
    else this.socket.write(text);
  }

  /** Waits for the head of a response, and answers its status and its JSON body, where it has one. */
  async response(): Promise<{ readonly status: number; readonly head: string; readonly body: unknown }> {
    await waitFor(() => this.received.includes('\r\n\r\n'));
    const [head = ''] = this.received.split('\r\n\r\n', 1);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const start = head.length + 4;
    await waitFor(() => this.received.length >= start + length);
    const text = Buffer.from(this.received.slice(start, start + length), 'latin1').toString();
    return { status: Number(head.split(' ', 2)[1]), head, body: text === '' ? undefined : JSON.parse(text) };
  }
}
