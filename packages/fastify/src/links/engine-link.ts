import { type SharedMessage as SharedFrame, type Socket, shared } from '@trunkline/core/node';
import type { LinkReceiver, ServerLink, SharedMessage } from '@trunkline/server';

/** What is reported of a connection that was lost without a close frame (RFC 6455 §7.1.5). */
const LOST = 1006;

/** Made once for all messages that shall not be compressed. */
const PLAIN = { compress: false };

/** The frame of each message that goes to many: made once for all sockets. */
const frames = new WeakMap<SharedMessage, SharedFrame>();

/** One socket of the engine as the server uses it. */
class EngineLink implements ServerLink {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: string | Uint8Array, compress = false): void {
    this.#socket.send(message, compress ? undefined : PLAIN);
  }

  sendShared(message: SharedMessage, compress = false): void {
    let frame = frames.get(message);
    if (frame === undefined) {
      frame = shared(message.message);
      frames.set(message, frame);
    }
    this.#socket.send(frame, compress ? undefined : PLAIN);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** Gives a socket of the engine, as a link, to whoever receives what it brings. Its keepalive and its limits are its own. */
export function linkEngine(socket: Socket, accept: (link: ServerLink) => LinkReceiver, onClosed: () => void): void {
  const receiver = accept(new EngineLink(socket));
  socket.onMessage = (message) => receiver.receive(message);
  socket.onDrain = () => receiver.drained();
  // What the engine itself closed it with, because of what a message held, says more than that no answer came.
  socket.onClose = ({ received, sent }) => {
    const close = received ?? sent;
    receiver.closed(close?.code ?? LOST, close?.reason ?? '');
    onClosed();
  };
}
