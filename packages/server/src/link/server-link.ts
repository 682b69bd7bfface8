import { type Message, messageBytes, type PausableLink } from '@trunkline/protocol/wire';

/**
 * One message on its way to many links.
 *
 * Each kind of link may make something of it once, a frame for example, and keep that in a `WeakMap` by this object.
 */
export class SharedMessage {
  readonly message: Message;
  #bytes: number | undefined;

  constructor(message: Message) {
    this.message = message;
  }

  /** Its length on the wire. */
  get bytes(): number {
    this.#bytes ??= messageBytes(this.message);
    return this.#bytes;
  }
}

/**
 * One open transport as the server uses it: an engine's socket, a `ws` socket, one end of a pair in memory.
 *
 * The shell behind it tells the hub what comes in: messages, that it drained, that it closed. It keeps a server's keepalive (protocol §8).
 */
export interface ServerLink extends PausableLink {
  /** Bytes that wait for the peer to read. */
  readonly bufferedAmount: number;
  /** Sends a message that goes to other links too; `compresses` as of `Link.send`. */
  sendShared(message: SharedMessage, compresses?: boolean): void;
  /** Cuts the transport at once; the peer sees 1006. */
  destroy(): void;
}

/** What the shell of a link tells about it. In the order in which it happened; `closed` comes last, once. */
export interface LinkReceiver {
  /** A message came in. Never called within a `send` of the link. */
  receive(message: Message): void;
  /** What waits to be sent has fallen to the low-water mark, after it had been above the high-water mark. */
  drained(): void;
  /** The link is gone. `code` is the close code received; 1006 where there was none. Never called within a `close` of the link. */
  closed(code: number, reason: string): void;
}
