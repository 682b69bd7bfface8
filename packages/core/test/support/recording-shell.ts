import { Connection } from '../../src/connection/connection.ts';
import type { Closure, ConnectionOptions, ConnectionShell } from '../../src/connection/connection-shell.ts';
import type { MessageStream } from '../../src/connection/message-stream.ts';
import type { ChunkWriter } from '../../src/connection/send-queue.ts';
import { FrameParser } from '../../src/frames/frame-parser.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { type Limits, resolveLimits } from '../../src/vocabulary/limits.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { hexOf } from './bytes-of.ts';
import { frameOf, joined, type PlainFrame } from './frame-of.ts';
import { RecordingFrameSink } from './recording-frame-sink.ts';

/** What a connection told its shell. Bytes are copies, as plain arrays of numbers in hex where they are short controls. */
export type ShellEvent =
  | { readonly message: string | Uint8Array }
  | { readonly ping: string }
  | { readonly pong: string }
  | { readonly reading: boolean }
  | 'stream'
  | 'drained'
  | 'endSocket'
  | 'destroySocket'
  | 'closed';

/** Connection options that a test may care about. */
export type EngineOptions = Partial<Omit<ConnectionOptions, 'role' | 'limits'>> & { readonly limits?: Partial<Limits> };

/** What a test does in the midst of what a connection tells. */
export interface Reactions {
  message?: (message: string | Uint8Array) => void;
  stream?: (stream: MessageStream) => void;
  ping?: () => void;
  pong?: () => void;
  drained?: () => void;
  closed?: (closure: Closure) => void;
}

/** A connection whose transport is the test: effects are recorded, written chunks kept, time stands still. */
export class RecordingShell implements ConnectionShell, ChunkWriter {
  readonly connection: Connection;
  readonly role: Role;
  wants: 'messages' | 'streams' | undefined = 'messages';
  /** Virtual time; a test moves it. */
  time = 0;
  readonly events: ShellEvent[] = [];
  readonly streams: MessageStream[] = [];
  /** Chunks as they were handed over, the same objects. */
  readonly written: Uint8Array[] = [];
  closure: Closure | undefined;
  isReading = true;
  isFlushDue = false;
  react: Reactions = {};
  #taken = 0;

  constructor(role: Role, options: EngineOptions = {}) {
    this.role = role;
    this.connection = new Connection(
      {
        ...{ keepalive: undefined, fragmentBytes: Number.POSITIVE_INFINITY, deflate: undefined, platform: nodePlatform },
        ...options,
        role,
        limits: resolveLimits(options.limits),
      },
      this,
      this.time,
    );
  }

  now(): number {
    return this.time;
  }

  /** Receives a chunk; hex-writing tests give a copy, since unmasking changes it. */
  receive(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.connection.receive(chunk.slice(), this.time);
  }

  /** Receives whole frames as the peer would send them, in one chunk. */
  receiveFrames(...frames: readonly PlainFrame[]): void {
    this.receive(joined(...frames.map((frame) => frameOf(frame, this.role === 'server' ? '01020304' : undefined))));
  }

  close(code?: number, reason = ''): void {
    this.connection.close(code, reason, this.time);
  }

  /** Moves time, and tells the connection. */
  passTime(ms: number): void {
    this.time += ms;
    this.connection.timePassed(this.time);
  }

  /** Writes what waits, and answers everything written since the last time. */
  take(): Uint8Array {
    this.connection.queue.flush(this);
    const fresh = this.written.slice(this.#taken);
    this.#taken = this.written.length;
    return joined(...fresh);
  }

  takeHex(): string {
    return hexOf(this.take());
  }

  /** As `take`, read as frames the way the peer reads them. */
  takeFrames(): PlainFrame[] {
    return framesIn(this.take(), this.role === 'server' ? 'client' : 'server');
  }

  /** Messages received so far. */
  get messages(): (string | Uint8Array)[] {
    return this.events.flatMap((event) => (typeof event === 'object' && 'message' in event ? [event.message] : []));
  }

  write(chunk: Uint8Array): boolean {
    this.written.push(chunk);
    return false;
  }

  messageReceived(message: string | Uint8Array): void {
    this.events.push({ message: typeof message === 'string' ? message : Uint8Array.from(message) });
    this.react.message?.(message);
  }

  streamReceived(stream: MessageStream): void {
    this.events.push('stream');
    this.streams.push(stream);
    this.react.stream?.(stream);
  }

  pingReceived(payload: Uint8Array): void {
    this.events.push({ ping: hexOf(payload) });
    this.react.ping?.();
  }

  pongReceived(payload: Uint8Array): void {
    this.events.push({ pong: hexOf(payload) });
    this.react.pong?.();
  }

  flushSoon(): void {
    this.isFlushDue = true;
  }

  readingChanged(isReading: boolean): void {
    this.isReading = isReading;
    this.events.push({ reading: isReading });
  }

  drained(): void {
    this.events.push('drained');
    this.react.drained?.();
  }

  deadlineChanged(): void {}

  endSocket(): void {
    this.events.push('endSocket');
  }

  destroySocket(): void {
    this.events.push('destroySocket');
  }

  closed(closure: Closure): void {
    this.events.push('closed');
    this.closure = closure;
    this.react.closed?.(closure);
  }
}

/** Reads bytes as frames; it is an error when they end inside of one. */
export function framesIn(bytes: Uint8Array, reader: Role): PlainFrame[] {
  const sink = new RecordingFrameSink();
  new FrameParser({ role: reader, deflate: true }, Number.POSITIVE_INFINITY, sink).receive(bytes.slice(), 0);
  if (sink.frames.length !== sink.started) throw new Error('the bytes end inside a frame');
  return sink.frames;
}
