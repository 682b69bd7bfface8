import type { MessageOpcode } from '../vocabulary/opcode.ts';

/** Who takes what a {@link MessageAssembler} makes of frames. */
export interface MessageSink {
  /** While true nothing more is read: the application paused, a stream's reader is behind, or the connection is over. */
  readonly readingStopped: boolean;
  /** How messages are wanted: whole, in fragments, or `undefined` while nobody takes them; then reading waits before the first. */
  readonly wants: 'messages' | 'streams' | undefined;
  /** A whole message: text as a string, binary as bytes that may share memory with their chunk. */
  messageReceived(message: string | Uint8Array): void;
  streamStarted(opcode: MessageOpcode): void;
  /** A piece of a streamed message, as it arrived; text never ends inside a character. */
  fragmentReceived(fragment: string | Uint8Array): void;
  streamEnded(): void;
  /** A whole close, ping or pong frame; the payload must not be kept. */
  controlReceived(opcode: number, payload: Uint8Array): void;
  /** Asynchronous inflating is done: reading may go on from where it stopped, or has failed with `error`. */
  inflated(error: Error | undefined): void;
}
