import type { Message } from '../envelope/message.ts';

/** One open transport as a session sees it. After `close` nothing that is sent reaches the peer. What comes in is never delivered within `send`. */
export interface Link {
  /** `compresses`: whether it may leave compressed, where the transport can. Default false (protocol §9). */
  send(message: Message, compresses?: boolean): void;
  /** Begins the closing handshake. Asking twice is not an error; the first code counts. */
  close(code: number, reason: string): void;
}
