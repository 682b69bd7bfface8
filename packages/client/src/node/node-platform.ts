import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { connect, HandshakeError, type Socket } from '@trunkline/core/node';
import type { Message } from '@trunkline/protocol/wire';
import { LOST, MAX_DELAY_MS, type Platform, type Transport, type TransportObserver } from '../transport/platform.ts';
import type { NodeOptions } from './node-options.ts';
import { watchSleep } from './wake-watch.ts';

/** The world as Node.js has it, with Trunkline's own engine. */
export function nodePlatform(options: NodeOptions): Platform {
  return {
    now: () => performance.now(),
    date: () => Date.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, Math.min(delayMs, MAX_DELAY_MS));
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    randomKey: () => randomBytes(16).toString('base64url'),
    report,
    open: (url, protocol, observer) => new EngineTransport(url, protocol, options, observer),
    watch: ({ onAwake }) => watchSleep({ date: () => Date.now(), after: afterIdly }, onAwake),
  };
}

/** As the platform's `after`, and does not keep the process alive. */
function afterIdly(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timer);
}

/** As what a listener throws: an uncaught exception. */
function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Whatever kept the application from making a transport, it is a failed attempt. */
async function made(makeTransport: NonNullable<NodeOptions['transport']>): Promise<Duplex> {
  try {
    return await makeTransport();
  } catch (cause) {
    throw new Error('there is no transport', { cause });
  }
}

/** A socket of the engine as a transport, from its dialling on. */
class EngineTransport implements Transport {
  readonly #abort = new AbortController();
  readonly #observer: TransportObserver;
  #socket: Socket | undefined;

  constructor(url: string, protocol: string, options: NodeOptions, observer: TransportObserver) {
    this.#observer = observer;
    this.#dial(url, protocol, options).then(
      (socket) => this.#opened(socket, protocol),
      (error: unknown) => this.#failed(error),
    );
  }

  /** Rejects too when the client has no use for the connection any more; a transport that was made by then is cut. */
  async #dial(url: string, protocol: string, { transport: makeTransport, ...options }: NodeOptions): Promise<Socket> {
    const transport = makeTransport && (await made(makeTransport));
    const { signal } = this.#abort;
    return connect(url, { ...options, ...(transport && { transport }), protocols: [protocol], keepalive: false, signal });
  }

  #opened(socket: Socket, protocol: string): void {
    if (this.#abort.signal.aborted) {
      socket.destroy();
      return;
    }
    // A server of something else, as browsers judge it (RFC 6455 §4.1 leaves it to the client).
    if (socket.protocol !== protocol) {
      socket.destroy();
      this.#observer.onClosed(LOST, 'the server does not speak the subprotocol');
      return;
    }
    this.#socket = socket;
    socket.onClose = ({ code, reason }) => this.#observer.onClosed(code, reason);
    socket.onPing = () => this.#observer.onHeard();
    this.#observer.onOpen();
    socket.onMessage = (message) => this.#observer.onMessage(message);
  }

  #failed(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    // An option is wrong: no attempt will ever do better, and nobody waits here to be told.
    if (error instanceof TypeError || error instanceof RangeError) report(error);
    // Nobody but the server refuses an upgrade: the status of a proxy, 401 or not, says nothing about the client's credentials.
    if (error instanceof HandshakeError && error.problem === 'refused' && error.status !== undefined) {
      this.#observer.onRefused(error.status, error.retryAfterMs);
    }
    this.#observer.onClosed(LOST, '');
  }

  send(message: Message): void {
    this.#socket?.send(message);
  }

  close(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }

  destroy(): void {
    this.#abort.abort();
    this.#socket?.destroy();
  }
}
