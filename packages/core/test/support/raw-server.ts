import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { onTestFinished } from 'vitest';

/** What a raw server does with the head of a request: writes the answer, if there is one. */
export type Answer = (head: string, socket: Socket) => string | Uint8Array | undefined;

/** A server that speaks whatever a test wants it to. It ends with its test. */
export interface RawServer {
  readonly port: number;
  /** Heads of requests, in order. */
  readonly heads: string[];
  /** Connections that are up. */
  readonly open: ReadonlySet<Socket>;
}

/** Where a raw server listens, and whether it speaks TLS. */
export type RawServerOptions = ListenOptions & { readonly tls?: boolean };

/** Starts a server that answers the head of each connection's first request. */
export async function rawServer(answer: Answer, { tls = false, ...listen }: RawServerOptions = {}): Promise<RawServer> {
  const open = new Set<Socket>();
  const heads: string[] = [];
  const receive = (socket: Socket) => {
    socket.on('error', () => {});
    onHead(socket, (head) => {
      heads.push(head);
      const response = answer(head, socket);
      if (response !== undefined) socket.write(response);
    });
  };
  const server: Server = tls ? createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, receive) : createServer(receive);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  server.listen(listen.path === undefined ? { port: 0, host: '127.0.0.1', ...listen } : listen);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, heads, open };
}

/** Calls `take` with the first head on a socket; what comes behind it is left in the socket. */
function onHead(socket: Socket, take: (head: string) => void): void {
  let text = '';
  const receive = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    socket.off('data', receive);
    socket.pause();
    const rest = Buffer.from(text.slice(end + 4), 'latin1');
    if (rest.length > 0) socket.unshift(rest);
    take(text.slice(0, end));
  };
  socket.on('data', receive);
}

/** The value of a header in a head, or `undefined`. */
export function headerOf(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
}

/** The 101 response to a request, with further lines. */
export function switching(head: string, ...lines: readonly string[]): string {
  const accept = createHash('sha1')
    .update(`${headerOf(head, 'sec-websocket-key')}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  return responseOf('101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`, ...lines);
}

/** A response without a body. */
export function responseOf(status: string, ...lines: readonly string[]): string {
  return `${[`HTTP/1.1 ${status}`, ...lines].join('\r\n')}\r\n\r\n`;
}
