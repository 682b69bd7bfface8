import { once } from 'node:events';
import { createConnection, type IpcNetConnectOpts, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

/** The key of RFC 6455 §1.3. */
const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
/** The accept key that answers it. */
export const SAMPLE_ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** Headers that replace the usual ones of the same name; `undefined` leaves one out. */
export type RawHeaders = Readonly<Record<string, string | undefined>>;

/** One whole response. */
export interface RawResponse {
  readonly status: number;
  /** The status line and the headers, as they came. */
  readonly head: string;
  /** By lower-case name, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As UTF-8. */
  readonly body: string;
}

/** An opening handshake as a client writes it. */
export function upgradeRequest(target = '/', headers: RawHeaders = {}): string {
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

  /** Connects to a port of this machine, or to a Unix socket. */
  static async connect(to: number | IpcNetConnectOpts): Promise<RawClient> {
    const place = typeof to === 'number' ? { port: to, host: '127.0.0.1' } : to;
    const socket = createConnection({ ...place, allowHalfOpen: true });
    const client = new RawClient(socket);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return client;
  }

  /** Connects and sends an opening handshake. */
  static async upgrade(port: number, target?: string, headers: RawHeaders = {}): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.write(upgradeRequest(target, { Host: `127.0.0.1:${port}`, ...headers }));
    return client;
  }

  /** Sends bytes, or text of a character for each byte. */
  write(bytes: string | Uint8Array): void {
    if (typeof bytes === 'string') this.socket.write(bytes, 'latin1');
    else this.socket.write(bytes);
  }

  /** Sends one text message. */
  sendText(text: string): void {
    this.sendFrame(0x81, Buffer.from(text));
  }

  /** Sends one frame with this first byte, masked with zeros (RFC 6455 §5.3). */
  sendFrame(firstByte: number, payload: Uint8Array): void {
    this.write(Buffer.concat([Buffer.from([firstByte]), lengthOf(payload), Buffer.alloc(4), payload]));
  }

  /** Waits for the first response, whole. */
  async response(): Promise<RawResponse> {
    await waitFor(() => this.received.includes('\r\n\r\n'), 'a response');
    const [head = ''] = this.received.split('\r\n\r\n', 1);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = lines.map((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/s);
      return [name.toLowerCase(), value] as const;
    });
    const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
    const start = head.length + 4;
    await waitFor(() => this.received.length >= start + length, 'the whole response');
    const body = Buffer.from(this.received.slice(start, start + length), 'latin1').toString();
    return { status: Number(statusLine.split(' ', 2)[1]), head, headers, body };
  }
}

/** The length of a masked payload, as a frame's header has it (RFC 6455 §5.2). */
function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 126) return Buffer.from([0x80 | length]);
  if (length < 65_536) return Buffer.from([0xfe, length >> 8, length & 0xff]);
  const size = Buffer.alloc(9, 0xff);
  size.writeBigUInt64BE(BigInt(length), 1);
  return size;
}

/** The values of a header, one for each line that it stood on. */
export function valuesOf({ headers }: RawResponse, wanted: string): string[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}
