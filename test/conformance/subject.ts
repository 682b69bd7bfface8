import { type AcceptOptions, type Closure, type ConnectOptions, connect, createServer, type Socket } from '@trunkline/core/node';
import { within } from './deadline.ts';

/** The connection under test, seen by its application, which echoes. */
export interface Subject {
  readonly socket: Promise<Socket>;
  /** What the application is told when the connection is over. */
  readonly closure: Promise<Closure>;
  dispose(): Promise<void>;
}

/** A server under test, listening. */
export interface ServerSubject extends Subject {
  readonly port: number;
}

/** Starts a server that echoes on its first connection. */
export async function startServer(options: AcceptOptions): Promise<ServerSubject> {
  const echo = new Echo();
  const server = createServer({ ...options, onConnection: (socket) => echo.take(socket) });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  if (typeof address === 'string') throw new Error('a TCP port was asked for');
  const dispose = async () => {
    for (const socket of server.connections) socket.destroy();
    await within(server.close(), 'the server to close');
  };
  return { port: address.port, socket: echo.socket, closure: echo.closure, dispose };
}

/** Connects a client that echoes. */
export function startClient(port: number, options: ConnectOptions): Subject {
  const echo = new Echo();
  const connected = connect(`ws://127.0.0.1:${port}/chat`, options).then((socket) => echo.take(socket));
  const dispose = async () => {
    const [outcome] = await Promise.allSettled([connected]);
    if (outcome.status === 'fulfilled') outcome.value.destroy();
  };
  return { socket: connected, closure: echo.closure, dispose };
}

class Echo {
  readonly socket: Promise<Socket>;
  readonly closure: Promise<Closure>;
  #taken: (socket: Socket) => void = () => {};
  #closed: (closure: Closure) => void = () => {};

  constructor() {
    this.socket = new Promise((resolve) => {
      this.#taken = resolve;
    });
    this.closure = new Promise((resolve) => {
      this.#closed = resolve;
    });
  }

  take(socket: Socket): Socket {
    socket.onMessage = (message) => socket.send(message);
    socket.onClose = (closure) => this.#closed(closure);
    this.#taken(socket);
    return socket;
  }
}
