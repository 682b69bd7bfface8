import { createServer, type Socket } from '@trunkline/core/node';

const REFUSAL = { status: 503, message: 'not now', headers: [['Retry-After', '7']] } as const;

/** A server that sends back what it gets, and refuses paths that say so; it closes itself behind a test: `await using`. */
export class EchoServer implements AsyncDisposable {
  readonly sockets: Socket[] = [];
  readonly closes: (readonly [code: number, reason: string])[] = [];
  readonly #server = createServer({
    protocols: ['echo'],
    authorize: ({ url }) => (url === '/refused' ? REFUSAL : undefined),
    onConnection: (socket) => {
      this.sockets.push(socket);
      socket.onMessage = (message) => void socket.send(message);
      socket.onClose = ({ code, reason }) => void this.closes.push([code, reason]);
    },
  });
  #port = 0;

  static async listen(): Promise<EchoServer> {
    const server = new EchoServer();
    await server.#listen();
    return server;
  }

  async #listen(): Promise<void> {
    const address = await this.#server.listen({ port: 0, host: '127.0.0.1' });
    if (typeof address === 'string') throw new Error('listens on a path');
    this.#port = address.port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await this.#server.close();
  }
}
