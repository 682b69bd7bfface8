import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

/** The key of RFC 6455 §1.3. */
const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
/** The accept key that answers it. */
export const SAMPLE_ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** One whole response: its status, its headers by lower-case name in the order in which they came, and its body. */
export interface RawResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

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

/** A TCP connection on which a test writes what it likes, and that never ends by itself. It is cut when its test ends. */
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

  static async connect(port: number): Promise<RawClient> {
    const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
    const client = new RawClient(socket);
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return client;
  }

  /** Connects and sends an opening handshake. */
  static async upgrade(port: number, target?: string, headers?: Readonly<Record<string, string | undefined>>): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.socket.write(upgradeRequest(target, headers));
    return client;
  }

  /** Waits for the first response, whole. */
  async response(): Promise<RawResponse> {
    await waitFor(() => this.received.includes('\r\n\r\n'));
    const [head = ''] = this.received.split('\r\n\r\n', 1);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = lines.map((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/s);
      return [name.toLowerCase(), value] as const;
    });
    const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
    const start = head.length + 4;
    await waitFor(() => this.received.length >= start + length);
    return { status: Number(statusLine.split(' ', 2)[1]), headers, body: this.received.slice(start, start + length) };
  }
}

/** The values of a header, one for each line that it stood on. */
export function valuesOf({ headers }: RawResponse, wanted: string): string[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}
