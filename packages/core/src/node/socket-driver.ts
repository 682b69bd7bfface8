import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { copyOf } from '../bytes/copy.ts';
import { Connection } from '../connection/connection.ts';
import type { Closure, ConnectionOptions, ConnectionShell } from '../connection/connection-shell.ts';
import type { MessageStream } from '../connection/message-stream.ts';
import type { ChunkWriter } from '../connection/send-queue.ts';
import { CloseCode } from '../vocabulary/close-code.ts';
import { type Alarmed, clearAlarm, gridPoint, monotonicNow, setAlarm } from './alarms.ts';
import { type Flushable, flushAtEndOfTurn } from './flush-turn.ts';

/** Who is told what a driver's connection brings. Each may be missing. */
export interface SocketHandlers {
  onMessage: ((message: string | Uint8Array) => void) | undefined;
  onMessageStream: ((stream: MessageStream) => void) | undefined;
  onPing: ((payload: Uint8Array) => void) | undefined;
  onPong: ((payload: Uint8Array) => void) | undefined;
  onDrain: (() => void) | undefined;
  onClose: ((closure: Closure) => void) | undefined;
}

/** Where a connection is listed while it lives. */
export interface Owner {
  delete(socket: SocketHandlers): boolean;
}

/** Where a transport keeps its driver, so that thousands of transports share their listeners. */
const driverOf = Symbol('driver');

interface DrivenTransport extends Duplex {
  [driverOf]?: SocketDriver;
}

const NOTHING = new Uint8Array(0);

/**
 * Carries bytes between a Node.js stream and a {@link Connection}. Decides nothing.
 *
 * Everything sent while a chunk is handled leaves behind it in one write, everything else at the end of
 * its turn of microtasks. While the kernel takes no more, what is sent waits in the connection's queue.
 */
export class SocketDriver implements ConnectionShell, ChunkWriter, Flushable, Alarmed {
  readonly connection: Connection;
  wants: 'messages' | 'streams' | undefined;
  readonly #handlers: SocketHandlers;
  #whenWritten: ((error?: Error | null) => void) | undefined;
  readonly #owner: Owner | undefined;
  readonly #transport: DrivenTransport;
  /** Whether a written chunk's memory is free as soon as the stream holds nothing: true of kernel sockets, not of pipes in memory. */
  readonly #copiesOnWrite: boolean;
  /** Where an alarm is set, as a point of the grid. */
  #alarmPoint: number | undefined;
  #isReceiving = false;
  #isFlushDue = false;
  /** Whether a write is under way that the kernel has not taken whole. */
  #isStalled = false;
  /** Whether the last write stalled, as all of TLS do: then the next one asks to be told at once. */
  #expectsStall = false;
  #error: Error | undefined;

  constructor(transport: Duplex, options: ConnectionOptions, handlers: SocketHandlers, owner?: Owner) {
    this.#transport = transport;
    this.#copiesOnWrite = transport instanceof NetSocket;
    this.#handlers = handlers;
    this.#owner = owner;
    this.connection = new Connection(options, this, monotonicNow());
    this.#transport[driverOf] = this;
    transport.on('data', receiveChunk).on('end', receiveEnd).on('error', receiveError).on('close', receiveClose);
    this.deadlineChanged();
    if (transport.destroyed) process.nextTick(() => this.closedByTransport());
  }

  now(): number {
    return monotonicNow();
  }

  receive(chunk: Uint8Array): void {
    this.#isReceiving = true;
    try {
      this.connection.receive(chunk, monotonicNow());
    } finally {
      this.#isReceiving = false;
      if (this.connection.queue.length > 0) this.flush();
    }
  }

  ended(): void {
    this.connection.socketEnded(monotonicNow());
  }

  failed(error: Error): void {
    this.#error = error;
  }

  closedByTransport(): void {
    this.connection.socketClosed(this.#error);
  }

  close(code: number | undefined, reason: string): void {
    this.connection.close(code, reason, monotonicNow());
  }

  flushSoon(): void {
    if (this.#isReceiving || this.#isFlushDue) return;
    this.#isFlushDue = true;
    flushAtEndOfTurn(this);
  }

  flush(): void {
    this.#isFlushDue = false;
    if (!this.#isStalled) this.#writeQueue();
  }

  write(chunk: Uint8Array, more: boolean): boolean {
    const transport = this.#transport;
    if (more && transport.writableCorked === 0) transport.cork();
    if (this.#expectsStall && !more) transport.write(chunk, this.#told());
    else transport.write(chunk);
    if (!more && transport.writableCorked > 0) transport.uncork();
    return this.#copiesOnWrite && transport.writableLength === 0;
  }

  messageReceived(message: string | Uint8Array): void {
    try {
      this.#handlers.onMessage?.(message);
    } catch (error) {
      this.#failHandler(error);
    }
  }

  streamReceived(stream: MessageStream): void {
    this.#tell(() => this.#handlers.onMessageStream?.(stream));
  }

  pingReceived(payload: Uint8Array): void {
    this.#tell(() => this.#handlers.onPing?.(copyOf(payload)));
  }

  pongReceived(payload: Uint8Array): void {
    this.#tell(() => this.#handlers.onPong?.(copyOf(payload)));
  }

  drained(): void {
    this.#tell(() => this.#handlers.onDrain?.());
  }

  closed(closure: Closure): void {
    this.#stopAlarm();
    this.#transport.off('data', receiveChunk).off('end', receiveEnd).off('close', receiveClose);
    this.#owner?.delete(this.#handlers);
    this.#tell(() => this.#handlers.onClose?.(closure));
  }

  readingChanged(isReading: boolean): void {
    if (isReading) this.#transport.resume();
    else this.#transport.pause();
  }

  /**
   * A deadline that moves away does not touch the alarm: it rings in vain once and is set anew, so that a
   * connection whose deadline moves with each chunk costs nothing.
   */
  deadlineChanged(): void {
    const deadline = this.connection.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY) {
      this.#stopAlarm();
      return;
    }
    const point = gridPoint(deadline);
    if (this.#alarmPoint !== undefined && this.#alarmPoint <= point) return;
    this.#stopAlarm();
    this.#alarmPoint = point;
    setAlarm(this, point);
  }

  alarm(): void {
    this.#alarmPoint = undefined;
    this.connection.timePassed(monotonicNow());
    this.deadlineChanged();
  }

  endSocket(): void {
    // The last bytes go behind whatever the stream holds; there will be no further turn for them.
    this.connection.queue.flush(this);
    this.#transport.end();
  }

  destroySocket(): void {
    this.#transport.destroy();
  }

  #stopAlarm(): void {
    if (this.#alarmPoint === undefined) return;
    clearAlarm(this, this.#alarmPoint);
    this.#alarmPoint = undefined;
  }

  /** Calls a handler. */
  #tell(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#failHandler(error);
    }
  }

  /**
   * Ends the connection, since what the handler was told is half done, and passes on what it threw: as an uncaught
   * exception in a turn of its own, for here it would leave the engine, and others in their turn, half done too.
   */
  #failHandler(error: unknown): void {
    const cause = error instanceof Error ? error : new Error('a handler threw', { cause: error });
    this.connection.fail({ code: CloseCode.internalError, reason: '' }, cause);
    queueMicrotask(() => {
      throw error;
    });
  }

  #writeQueue(): void {
    const transport = this.#transport;
    if (transport.destroyed || transport.writableEnded) return;
    this.connection.queue.flush(this);
    const unsent = transport.writableLength;
    if (unsent > 0) this.#stall();
    this.connection.transportHolds(unsent);
  }

  /** Nothing more is written until the kernel has taken everything: what comes meanwhile leaves together then. */
  #stall(): void {
    this.#isStalled = true;
    if (this.#expectsStall) return;
    this.#expectsStall = true;
    this.#transport.write(NOTHING, this.#told()); // an empty write behind the others tells when they are through
  }

  /** What a write calls when it is through. Made only for a connection that stalls. */
  #told(): (error?: Error | null) => void {
    this.#whenWritten ??= (error) => {
      if (error === undefined || error === null) this.#written(); // else what waited is lost, and not through
    };
    return this.#whenWritten;
  }

  #written(): void {
    const unsent = this.#transport.writableLength;
    if (unsent > 0) {
      this.connection.transportHolds(unsent);
      return;
    }
    // Sockets of the kernel stall now and then, those of TLS at each write.
    if (!this.#isStalled) this.#expectsStall = false;
    this.#isStalled = false;
    if (this.connection.queue.length > 0) this.#writeQueue();
    else this.connection.transportHolds(0);
  }
}

function receiveChunk(this: DrivenTransport, chunk: Uint8Array): void {
  this[driverOf]?.receive(chunk);
}

function receiveEnd(this: DrivenTransport): void {
  this[driverOf]?.ended();
}

function receiveError(this: DrivenTransport, error: Error): void {
  this[driverOf]?.failed(error);
}

function receiveClose(this: DrivenTransport): void {
  this[driverOf]?.closedByTransport();
}
