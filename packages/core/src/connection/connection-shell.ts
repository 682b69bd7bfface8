import type { SlabPool } from '../bytes/slab-pool.ts';
import type { Deflater, Inflater } from '../messages/compression.ts';
import type { Close } from '../vocabulary/close-code.ts';
import type { Limits } from '../vocabulary/limits.ts';
import type { Role } from '../vocabulary/role.ts';
import type { FramePlatform } from './frame-writer.ts';
import type { KeepaliveOptions } from './keepalive.ts';
import type { MessageStream } from './message-stream.ts';

/** How a connection ended. */
export interface Closure {
  /** The peer's close code; 1005 where its close frame had none, 1006 where no close frame came (RFC 6455 §7.1.5). */
  readonly code: number;
  /** The peer's close reason. */
  readonly reason: string;
  /** Whether both close frames were exchanged before TCP ended. */
  readonly wasClean: boolean;
  readonly sent: Close | undefined;
  readonly received: Close | undefined;
  /** Why, where it was no ordinary closing: a {@link ProtocolError}, an error of the socket, a limit. */
  readonly cause: Error | undefined;
}

/** permessage-deflate as agreed for one connection; `undefined` window bits mean that the context is not taken over. */
export interface ConnectionDeflate {
  readonly deflater: Deflater;
  readonly inflater: Inflater;
  readonly thresholdBytes: number;
  readonly outboundWindowBits: number | undefined;
  readonly inboundWindowBits: number | undefined;
}

/** What of the platform the engine uses; everything else is its own. */
export interface ConnectionPlatform extends FramePlatform {
  readonly slabs: SlabPool;
}

/** Everything a connection is told when it begins. */
export interface ConnectionOptions {
  readonly role: Role;
  readonly limits: Limits;
  readonly keepalive: KeepaliveOptions | undefined;
  readonly fragmentBytes: number;
  readonly deflate: ConnectionDeflate | undefined;
  readonly platform: ConnectionPlatform;
}

/** Who owns the transport of a {@link Connection}: performs its effects, and passes its messages on. */
export interface ConnectionShell {
  readonly wants: 'messages' | 'streams' | undefined;
  /** The time by the clock of everything else that is passed in, in ms: for what happens of itself, such as the end of a stream's source. */
  now(): number;
  messageReceived(message: string | Uint8Array): void;
  streamReceived(stream: MessageStream): void;
  pingReceived(payload: Uint8Array): void;
  pongReceived(payload: Uint8Array): void;
  /** Bytes wait in the send queue; they should leave at the end of this turn. */
  flushSoon(): void;
  readingChanged(isReading: boolean): void;
  /** The sender who was told to wait may go on. */
  drained(): void;
  /** `nextDeadline()` may be earlier than it was. */
  deadlineChanged(): void;
  /** Nothing more will be sent: flush, then half-close. */
  endSocket(): void;
  /** Cut the transport; it is followed by `socketClosed`. */
  destroySocket(): void;
  /** Told once, as the last thing. */
  closed(closure: Closure): void;
}
