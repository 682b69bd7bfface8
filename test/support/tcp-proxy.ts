import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

const HOST = '127.0.0.1';

/**
 * A network between clients and a server of this machine, with the faults that a test asks for.
 *
 * Nothing is queued: of each direction one chunk is under way, and meanwhile nothing more is read, so that who sends too much feels it.
 */
export class TcpProxy {
  /** How many connections it let through so far, and how many it refused. */
  accepted = 0;
  refused = 0;
  readonly #server: Server;
  readonly #pace = new Pace();
  readonly #links = new Set<Link>();
  #isRefusing = false;

  private constructor(serverPort: number) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket, serverPort));
  }

  /** Makes a proxy that listens, and leads to that port. Whoever makes it closes it. */
  static async to(serverPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(serverPort);
    proxy.#server.listen(0, HOST);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Where clients connect. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  }

  /** How many chunks wait for {@link flow}. */
  get held(): number {
    return this.#pace.held;
  }

  /** Forwards each chunk so much later, in order; 0 for at once. */
  delay(ms: number): void {
    this.#pace.delayMs = ms;
  }

  /** Forwards at most so many bytes in one turn of the event loop, so that frames arrive cut anywhere; `Infinity`: chunks as they come. */
  trickle(bytes: number): void {
    this.#pace.sliceBytes = bytes;
  }

  /** Forwards nothing more until {@link flow}, on new connections too. Neither side is told; bytes wait where they are. */
  stall(): void {
    this.#pace.stall();
  }

  flow(): void {
    this.#pace.flow();
  }

  /** Resets the connections there are, on both sides. What was under way is lost. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Lets the server of the connections there are vanish: it lost them, and their clients hear nothing of it, nor anything else. */
  halfOpen(): void {
    for (const link of this.#links) link.halfOpen();
  }

  /** Whether new connections are reset. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** Resets everything, for good. */
  async close(): Promise<void> {
    this.refuse(true);
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket, serverPort: number): void {
    if (this.#isRefusing) {
      this.refused += 1;
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    this.accepted += 1;
    const server = connect({ port: serverPort, host: HOST, allowHalfOpen: true, noDelay: true });
    const link = new Link(client, server, this.#pace);
    this.#links.add(link);
    client.once('close', () => this.#links.delete(link));
  }
}

/** How bytes go through all links of a proxy, in both directions. */
class Pace {
  delayMs = 0;
  sliceBytes = Number.POSITIVE_INFINITY;
  /** Those who wait for the flow; `undefined` while bytes flow. */
  #waiting: (() => void)[] | undefined;

  get held(): number {
    return this.#waiting?.length ?? 0;
  }

  stall(): void {
    this.#waiting ??= [];
  }

  flow(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const resume of waiting) resume();
  }

  /** Resolves once bytes flow. */
  async flows(): Promise<void> {
    while (this.#waiting !== undefined) await new Promise<void>((resolve) => this.#waiting?.push(resolve));
  }
}

/** One connection through a proxy. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #pace: Pace;
  #isHalfOpen = false;

  constructor(client: Socket, server: Socket, pace: Pace) {
    this.#client = client;
    this.#server = server;
    this.#pace = pace;
    this.#join(client, server);
    this.#join(server, client);
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  halfOpen(): void {
    this.#isHalfOpen = true;
    this.#client.pause();
    this.#server.resetAndDestroy();
  }

  /** Forwards what one side sends, its end, and its reset. */
  #join(from: Socket, to: Socket): void {
    let underWay = Promise.resolve();
    from.on('data', (chunk) => {
      underWay = this.#forward(chunk, from, to);
    });
    // The end is read even while nothing else is, and must not overtake the last chunk.
    from.on('end', () => void underWay.then(() => this.#isHalfOpen || to.end()));
    // A reset is told as an error; what it does is done on `close`.
    from.on('error', () => {});
    from.on('close', (hasFailed) => {
      if (hasFailed && !this.#isHalfOpen) to.resetAndDestroy();
    });
  }

  async #forward(chunk: Buffer, from: Socket, to: Socket): Promise<void> {
    from.pause();
    const { delayMs } = this.#pace;
    if (delayMs > 0) await wait(delayMs);
    for (let at = 0; at < chunk.length; ) {
      const { sliceBytes } = this.#pace;
      // Between two slices the event loop looks at the network, so that whoever is in this process reads each alone.
      if (sliceBytes < Number.POSITIVE_INFINITY) await nextTurn();
      await this.#pace.flows();
      // The link may have been cut, or half of it, while this chunk was under way.
      if (this.#isHalfOpen || !to.writable) return;
      const hasRoom = to.write(chunk.subarray(at, at + sliceBytes));
      at += sliceBytes;
      // What waits for room on a socket that is cut waits for ever, and with it goes the rest of the chunk.
      if (!hasRoom) await new Promise<void>((resolve) => to.once('drain', () => resolve()));
    }
    if (!this.#isHalfOpen) from.resume();
  }
}
