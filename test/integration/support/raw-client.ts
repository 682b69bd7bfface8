import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';

/** One whole response: its status, its headers by lower-case name in the order in which they came, and its body. */
export interface RawResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type RawHeaders = Readonly<Record<string, string | undefined>>;

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
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return client;
  }

  /** Connects and sends an opening handshake; a header of the same name replaces the usual one, `undefined` leaves it out. */
  static async upgrade(port: number, target: string, headers: RawHeaders = {}): Promise<RawClient> {
    const client = await RawClient.connect(port);
    const all = {
      Host: `127.0.0.1:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      ...headers,
    };
    const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
    client.socket.write(`GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    return client;
  }

  /** Sends one text message, masked with zeros (RFC 6455 §5.3). */
  sendText(text: string): void {
    this.socket.write(frameOf(0x81, Buffer.from(text)));
  }

  /** Sends one frame with this first byte. */
  sendFrame(firstByte: number, payload: Uint8Array): void {
    this.socket.write(frameOf(firstByte, payload));
  }

  /** Waits for the first response, whole. */
  async response(): Promise<RawResponse> {
    await waitFor(() => this.received.includes('\r\n\r\n') || this.isClosed, 'a response');
    const [head = ''] = this.received.split('\r\n\r\n', 1);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = lines.map((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/s);
      return [name.toLowerCase(), value] as const;
    });
    const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
    const start = head.length + 4;
    await waitFor(() => this.received.length >= start + length, 'the whole response');
    return { status: Number(statusLine.split(' ', 2)[1]), headers, body: this.received.slice(start, start + length) };
  }
}

function frameOf(firstByte: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : length < 65_536 ? [0xfe, length >> 8, length & 0xff] : longSize(length);
  return Buffer.concat([Buffer.from([firstByte, ...size, 0, 0, 0, 0]), payload]);
}

function longSize(length: number): readonly number[] {
  const size = Buffer.alloc(9);
  size[0] = 0xff;
  size.writeBigUInt64BE(BigInt(length), 1);
  return [...size];
}

/** The values of a header, one for each line that it stood on. */
export function valuesOf({ headers }: RawResponse, wanted: string): string[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}
