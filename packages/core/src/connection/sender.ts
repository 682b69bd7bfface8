import { copyOf } from '../bytes/copy.ts';
import { type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import type { ConnectionOptions } from './connection-shell.ts';
import { FrameWriter } from './frame-writer.ts';
import { type Message, Outbound } from './outbound.ts';
import { OutboundDeflate } from './outbound-deflate.ts';
import { OutboundLine } from './outbound-line.ts';
import { SendQueue } from './send-queue.ts';
import { SendStream } from './send-stream.ts';
import { Watermarks } from './watermarks.ts';

/** Who a {@link Sender} sends for. */
export interface SenderOwner {
  /** Bytes wait in the queue. */
  flushSoon(): void;
  /** The sender who was told to wait may go on. */
  drained(): void;
  /** More waits than `maxBufferedBytes`. */
  overflowed(bytes: number): void;
  /** The source of a streamed message failed midway, so the message can never be whole. */
  streamFailed(error: unknown): void;
  /** What a stream fails with when the connection ends first. */
  closedError(): Error;
}

/** The writing half of a connection: messages and control frames in, bytes in the queue, and the count of what waits. */
export class Sender {
  readonly queue: SendQueue;
  readonly #owner: SenderOwner;
  readonly #maxBufferedBytes: number;
  readonly #writer: FrameWriter;
  readonly #line: OutboundLine;
  readonly #outbound: Outbound;
  readonly #watermarks: Watermarks;
  /** The same marks for what is on its way: what stands in line waits for us, and not for the peer to read. */
  readonly #transitMarks: Watermarks;
  /** The payload of the newest ping that is not answered yet, because the peer does not read (§5.5.3 allows to skip the older ones). */
  #owedPong: Uint8Array | undefined;
  /** Bytes that the transport has taken but not passed on. */
  #unsent = 0;

  constructor(options: ConnectionOptions, owner: SenderOwner) {
    const { role, limits, platform, deflate, fragmentBytes } = options;
    this.queue = new SendQueue(platform.slabs);
    this.#owner = owner;
    this.#maxBufferedBytes = limits.maxBufferedBytes;
    this.#writer = new FrameWriter(this.queue, role, platform);
    this.#line = new OutboundLine(() => this.#written());
    this.#outbound = new Outbound(this.#writer, this.#line, {
      sharesFrames: role === 'server',
      fragmentBytes,
      deflate: deflate && new OutboundDeflate(deflate.deflater, deflate.thresholdBytes, deflate.outboundWindowBits),
    });
    this.#watermarks = new Watermarks(limits.highWaterMark, limits.lowWaterMark);
    this.#transitMarks = new Watermarks(limits.highWaterMark, limits.lowWaterMark);
  }

  /** Bytes that wait here, or in the transport, for the peer to read. */
  get bufferedAmount(): number {
    return this.#inTransit + this.#line.bytes;
  }

  /** Whether something sent before still takes its time. */
  get isBusy(): boolean {
    return this.#line.isBusy;
  }

  /** Whether that will end by itself soon: a message being deflated does, a stream need not. */
  get endsByItself(): boolean {
    return this.#line.endsByItself;
  }

  /** Sends a message; true while the caller need not wait for `drained`. */
  send(message: Message, compresses = true): boolean {
    this.#outbound.send(message, compresses);
    this.#owner.flushSoon();
    return this.#raised();
  }

  /** Sends a message from a source of pieces, see {@link SendStream}. */
  sendStream(opcode: MessageOpcode, source: AsyncIterable<string | Uint8Array>): Promise<void> {
    const stream = new SendStream(opcode, source, {
      writer: this.#writer,
      isFull: () => this.#transitMarks.isAbove,
      written: () => this.#written(),
      failed: (error) => this.#owner.streamFailed(error),
      closedError: () => this.#owner.closedError(),
    });
    this.#line.run(stream);
    return stream.settled;
  }

  /** Writes a control frame. It may stand between the fragments of a message (§5.4), so it waits for nothing. */
  sendControl(opcode: number, payload: Uint8Array): void {
    this.#writer.write(true, false, opcode, payload);
    this.#written();
  }

  /** Writes the close frame, the last one of all, which no limit keeps back. */
  sendClose(payload: Uint8Array): void {
    this.#writer.write(true, false, Opcode.close, payload);
    this.#owner.flushSoon();
  }

  /** Answers a ping, now or as soon as the peer reads again. */
  answerPing(payload: Uint8Array): void {
    if (this.#transitMarks.isAbove) this.#owedPong = copyOf(payload);
    else this.sendControl(Opcode.pong, payload);
  }

  /** Runs something when all that was sent before has been written. */
  afterLine(run: () => void): void {
    this.#line.wait(0, run);
  }

  /** Sends nothing any more but what is in the queue. */
  cancel(): void {
    this.#owedPong = undefined;
    this.#line.cancel();
  }

  /** Forgets also what is in the queue: the transport is gone. */
  clear(): void {
    this.queue.clear();
    this.#unsent = 0;
  }

  /** The transport holds `unsent` bytes that the peer's side has not taken yet. */
  transportHolds(unsent: number): void {
    this.#unsent = unsent;
    if (this.#transitMarks.lowered(this.#inTransit)) {
      this.#answerOwedPing();
      this.#line.drained();
    }
    if (this.#watermarks.lowered(this.bufferedAmount)) this.#owner.drained();
  }

  /** Bytes that wait for the peer to read. */
  get #inTransit(): number {
    return this.queue.length + this.#unsent;
  }

  #answerOwedPing(): void {
    const payload = this.#owedPong;
    this.#owedPong = undefined;
    if (payload !== undefined) this.sendControl(Opcode.pong, payload);
  }

  #written(): void {
    this.#owner.flushSoon();
    this.#raised();
  }

  #raised(): boolean {
    const bytes = this.bufferedAmount;
    if (bytes > this.#maxBufferedBytes) {
      this.#owner.overflowed(bytes);
      return false;
    }
    this.#transitMarks.raised(this.#inTransit);
    return this.#watermarks.raised(bytes);
  }
}
