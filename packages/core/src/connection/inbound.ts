import { headerRules } from '../frames/frame-header.ts';
import { FrameParser } from '../frames/frame-parser.ts';
import type { Inflation } from '../messages/inflation.ts';
import { MessageAssembler } from '../messages/message-assembler.ts';
import type { MessageSink } from '../messages/message-sink.ts';
import { ProtocolError } from '../vocabulary/errors.ts';
import type { Limits } from '../vocabulary/limits.ts';
import type { MessageOpcode } from '../vocabulary/opcode.ts';
import type { Role } from '../vocabulary/role.ts';
import type { FramePlatform } from './frame-writer.ts';
import { MessageStream } from './message-stream.ts';

const NOTHING = new Uint8Array(0);

/** Who takes what comes in. */
export interface InboundReceiver {
  /** How messages are wanted now; `undefined` while nobody takes them, and then reading waits. */
  readonly wants: 'messages' | 'streams' | undefined;
  messageReceived(message: string | Uint8Array): void;
  streamReceived(stream: MessageStream): void;
  controlReceived(opcode: number, payload: Uint8Array): void;
  /** The peer broke a rule; nothing more is read. */
  violated(error: ProtocolError): void;
  /** Whether the transport should go on reading. Told only when that changes. */
  readingChanged(isReading: boolean): void;
}

/** What reading needs besides its receiver. */
export interface InboundOptions {
  readonly role: Role;
  readonly limits: Limits;
  readonly platform: FramePlatform;
  readonly inflation: Inflation | undefined;
}

/**
 * The reading half of a connection: chunks in, messages and control frames out, in order.
 *
 * When reading stops in the midst of a chunk (paused, no handler yet, a stream's reader behind,
 * inflating), the rest of the chunk is held and the transport told to stop; so at most what was read
 * already is held.
 */
export class Inbound implements MessageSink {
  readonly #receiver: InboundReceiver;
  readonly #parser: FrameParser;
  readonly #assembler: MessageAssembler;
  readonly #inflation: Inflation | undefined;
  #held: Uint8Array[] | undefined;
  #heldFrom = 0;
  #stream: MessageStream | undefined;
  #isPaused = false;
  #isEnded = false;
  #isReading = true;
  #isInside = false;

  constructor(receiver: InboundReceiver, options: InboundOptions) {
    const { role, limits, platform, inflation } = options;
    const context = { sink: this, text: platform.text, allocate: platform.allocate };
    this.#receiver = receiver;
    this.#inflation = inflation;
    this.#assembler = new MessageAssembler(context, limits, inflation);
    this.#parser = new FrameParser(headerRules(role, inflation !== undefined), limits.maxFrameBytes, this.#assembler);
  }

  get readingStopped(): boolean {
    return this.#isPaused || this.#isEnded || this.#stream?.isFull === true;
  }

  get wants(): 'messages' | 'streams' | undefined {
    return this.#receiver.wants;
  }

  /** The number of the message that has begun and not ended; 0 between messages. */
  get underWay(): number {
    return this.#assembler.underWay;
  }

  /** Whether nothing is read for a reason of ours, so that silence says nothing about the peer. */
  get isStopped(): boolean {
    return !this.#isReading;
  }

  receive(chunk: Uint8Array): void {
    if (this.#isEnded) return;
    if (this.#held !== undefined) this.#held.push(chunk);
    else if (this.#isInside) this.#held = [chunk];
    else this.#read(chunk, 0);
    if (this.#held === undefined) this.#tellReading();
    else this.goOn();
  }

  pause(): void {
    this.#isPaused = true;
    this.#tellReading();
  }

  resume(): void {
    this.#isPaused = false;
    this.goOn();
  }

  /** Reads what is held, as far as nothing stops it (again). */
  goOn(): void {
    if (this.#isInside || this.#isEnded) return;
    // Where reading stopped behind the last header of a chunk, its empty payload is still to be read.
    this.#held ??= [NOTHING];
    while (this.#held !== undefined && !this.#assembler.blocked) {
      const chunk = this.#held.shift();
      const from = this.#heldFrom;
      this.#heldFrom = 0;
      if (this.#held.length === 0) this.#held = undefined;
      if (chunk !== undefined) this.#read(chunk, from);
    }
    this.#tellReading();
  }

  /** Reads nothing any more, and forgets what is held. A stream in progress fails with `error`. */
  end(error: Error): void {
    this.#isEnded = true;
    this.#held = undefined;
    this.#inflation?.dispose();
    this.#stream?.end(error);
    this.#stream = undefined;
    this.#tellReading();
  }

  messageReceived(message: string | Uint8Array): void {
    this.#receiver.messageReceived(message);
  }

  streamStarted(opcode: MessageOpcode): void {
    this.#stream = new MessageStream(opcode, () => this.goOn());
    this.#receiver.streamReceived(this.#stream);
  }

  fragmentReceived(fragment: string | Uint8Array): void {
    this.#stream?.push(fragment);
  }

  streamEnded(): void {
    this.#stream?.end();
    this.#stream = undefined;
  }

  controlReceived(opcode: number, payload: Uint8Array): void {
    this.#receiver.controlReceived(opcode, payload);
  }

  inflated(error: Error | undefined): void {
    if (this.#isEnded) return;
    if (error === undefined) this.goOn();
    else if (error instanceof ProtocolError) this.#receiver.violated(error);
    else throw error;
  }

  #read(chunk: Uint8Array, from: number): void {
    this.#isInside = true;
    try {
      const stopped = this.#parser.receive(chunk, from);
      if (stopped < chunk.length && !this.#isEnded) this.#holdRest(chunk, stopped);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#receiver.violated(error);
    } finally {
      this.#isInside = false;
    }
  }

  /** Holds a chunk that is read in part, in front of later ones. */
  #holdRest(chunk: Uint8Array, from: number): void {
    this.#held = [chunk, ...(this.#held ?? [])];
    this.#heldFrom = from;
  }

  #tellReading(): void {
    // After the end the transport reads on, or the peer's FIN would never be seen.
    const isReading = this.#isEnded || !this.#assembler.blocked;
    if (isReading === this.#isReading) return;
    this.#isReading = isReading;
    this.#receiver.readingChanged(isReading);
  }
}
