import { copyOf } from '../bytes/copy.ts';
import { Inflation } from '../messages/inflation.ts';
import { type Close, CloseCode } from '../vocabulary/close-code.ts';
import { ConnectionClosedError, InvalidStateError, type ProtocolError } from '../vocabulary/errors.ts';
import { MAX_CONTROL_PAYLOAD, type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import { closeOf, decodeClose, encodeClose } from './close-frame.ts';
import { type CloseEffect, type CloseInput, type CloseState, OPEN, stepClose } from './close-handshake.ts';
import type { Closure, ConnectionOptions, ConnectionShell } from './connection-shell.ts';
import { FrameWriter } from './frame-writer.ts';
import { Inbound, type InboundReceiver } from './inbound.ts';
import { Keepalive } from './keepalive.ts';
import type { MessageStream } from './message-stream.ts';
import { type Message, Outbound } from './outbound.ts';
import { OutboundDeflate } from './outbound-deflate.ts';
import { OutboundLine } from './outbound-line.ts';
import { SendQueue } from './send-queue.ts';
import { SendStream } from './send-stream.ts';
import { Watermarks } from './watermarks.ts';

/**
 * One WebSocket connection after its opening handshake, without its socket and without a clock.
 *
 * Chunks come in by {@link receive}, what has to leave waits in {@link queue}; effects are asked of the
 * shell. Call {@link timePassed} at {@link nextDeadline}, {@link socketEnded} at the peer's FIN, and
 * {@link socketClosed} when the transport is gone.
 */
export class Connection implements InboundReceiver {
  readonly queue: SendQueue;
  readonly #options: ConnectionOptions;
  readonly #shell: ConnectionShell;
  readonly #writer: FrameWriter;
  readonly #line: OutboundLine;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #keepalive: Keepalive | undefined;
  readonly #watermarks: Watermarks;
  /** The same marks for what is on its way: what stands in line waits for us, and not for the peer to read. */
  readonly #transitMarks: Watermarks;
  #closing: CloseState = OPEN;
  /** What `close` was asked for, though its frame may still stand in line. */
  #requested: Close | undefined;
  #sent: Close | undefined;
  #received: Close | undefined;
  #cause: Error | undefined;
  /** The payload of the newest ping that is not answered yet, because the peer does not read (§5.5.3 allows to skip the older ones). */
  #owedPong: Uint8Array | undefined;
  /** Bytes that the transport has taken but not passed on. */
  #unsent = 0;
  /** When a close frame leaves though what was sent before it has not. */
  #lineDeadline: number | undefined;
  #isReported = false;

  constructor(options: ConnectionOptions, shell: ConnectionShell, now: number) {
    const { role, limits, platform, deflate, fragmentBytes, keepalive } = options;
    this.#options = options;
    this.#shell = shell;
    this.queue = new SendQueue(platform.slabs);
    this.#writer = new FrameWriter(this.queue, role, platform);
    this.#line = new OutboundLine(() => this.#written());
    this.#outbound = new Outbound(this.#writer, this.#line, {
      sharesFrames: role === 'server',
      fragmentBytes,
      deflate: deflate && new OutboundDeflate(deflate.deflater, deflate.thresholdBytes, deflate.outboundWindowBits),
    });
    const inflation = deflate && new Inflation(deflate.inflater, limits.maxMessageBytes, deflate.inboundWindowBits);
    this.#inbound = new Inbound(this, { role, limits, platform, inflation });
    this.#keepalive = keepalive && new Keepalive(keepalive, now);
    this.#watermarks = new Watermarks(limits.highWaterMark, limits.lowWaterMark);
    this.#transitMarks = new Watermarks(limits.highWaterMark, limits.lowWaterMark);
  }

  /** `open` until a close frame is asked for, sent or received. */
  get state(): 'open' | 'closing' | 'closed' {
    if (this.#closing.kind === 'closed') return 'closed';
    return this.#closing.kind === 'open' && this.#requested === undefined ? 'open' : 'closing';
  }

  /** Bytes that wait here, or in the transport, for the peer to read. */
  get bufferedAmount(): number {
    return this.#inTransit + this.#line.bytes;
  }

  /** Takes a chunk, which is changed: it is unmasked in place. */
  receive(chunk: Uint8Array, now: number): void {
    this.#keepalive?.heard(now);
    this.#inbound.receive(chunk);
  }

  /**
   * Sends a message: a string as text, bytes as binary. True while the sender need not wait for `drained`.
   *
   * When not open any more it drops the message and answers false. Bytes are copied, or from 48 KiB on
   * queued as they are, and then must not be changed before they have left.
   */
  send(message: Message): boolean {
    if (this.#closing.kind !== 'open' || this.#requested !== undefined) return false;
    this.#outbound.send(message);
    this.#shell.flushSoon();
    return this.#raised();
  }

  /**
   * Sends one message from a source of pieces, as they come. Resolves when the last is written.
   *
   * Rejects with what the source throws, and then closes with 1011, since half a message is out; with
   * {@link ConnectionClosedError} when the connection ends before; with {@link InvalidStateError} when it is not open.
   * A stream leaves uncompressed.
   */
  sendStream(kind: 'text' | 'binary', source: AsyncIterable<string | Uint8Array>): Promise<void> {
    if (this.state !== 'open') return Promise.reject(new InvalidStateError(`the connection is ${this.state}`));
    const opcode: MessageOpcode = kind === 'text' ? Opcode.text : Opcode.binary;
    const stream = new SendStream(opcode, source, {
      writer: this.#writer,
      isFull: () => this.#transitMarks.isAbove,
      written: () => this.#written(),
      failed: (error) => this.fail({ code: CloseCode.internalError, reason: '' }, errorOf(error)),
      closedError: () => this.#closedError(),
    });
    this.#line.run(stream);
    return stream.settled;
  }

  /** Sends a ping. @throws {RangeError} when the payload is longer than 125 bytes (§5.5). */
  ping(payload: Uint8Array): void {
    if (payload.length > MAX_CONTROL_PAYLOAD) {
      throw new RangeError(`a ping may have ${MAX_CONTROL_PAYLOAD} bytes; this one has ${payload.length}`);
    }
    if (this.state === 'open') this.#sendControl(Opcode.ping, payload);
  }

  /** Reads no more messages until {@link resume}; the keepalive rests meanwhile. */
  pause(): void {
    this.#inbound.pause();
  }

  resume(): void {
    this.#inbound.resume();
  }

  /** What the shell `wants` has changed. */
  wantsChanged(): void {
    this.#inbound.goOn();
  }

  /**
   * Begins the closing handshake, behind all that was sent before. Asking again changes nothing.
   *
   * @throws {RangeError} when the code may not be sent or the reason is longer than 123 bytes.
   */
  close(code: number | undefined, reason: string, now: number): void {
    const close = closeOf(code, reason, this.#options.platform.text);
    if (this.state !== 'open') return;
    this.#requested = close;
    if (this.#line.isBusy) {
      this.#lineDeadline = now + this.#options.limits.closeTimeoutMs;
      this.#line.wait(0, () => this.#requestClose());
      this.#shell.deadlineChanged();
    } else {
      this.#requestClose();
    }
  }

  /** Fails the connection (§7.1.7): a close frame at once, nothing read any more, TCP ended. */
  fail(close: Close, cause: Error | undefined): void {
    this.#cause ??= cause;
    this.#step({ kind: 'failed', close, now: this.#shell.now() });
  }

  /** Cuts the connection without a closing handshake; the shell is told `closed` when the transport is gone. */
  destroy(cause: Error | undefined): void {
    this.#cause ??= cause;
    this.#step({ kind: 'socketClosed' });
    this.#shell.destroySocket();
  }

  /** The peer will send nothing more. */
  socketEnded(now: number): void {
    this.#step({ kind: 'socketEnded', now });
  }

  /** The transport is gone, with an error or without. */
  socketClosed(cause?: Error): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#cause ??= cause;
    this.#step({ kind: 'socketClosed' });
    this.queue.clear();
    this.#unsent = 0;
    this.#shell.closed(this.#closure());
  }

  /** The transport holds `unsent` bytes that the peer's side has not taken yet. */
  transportHolds(unsent: number): void {
    this.#unsent = unsent;
    if (this.#transitMarks.lowered(this.#inTransit)) {
      this.#answerOwedPing();
      this.#line.drained();
    }
    if (this.#watermarks.lowered(this.bufferedAmount)) this.#shell.drained();
  }

  /** When to call {@link timePassed} next; `Infinity` for not at all. */
  nextDeadline(): number {
    const closing = this.#closing;
    if (closing.kind === 'awaitingClose' || closing.kind === 'awaitingEnd') return closing.deadline;
    if (closing.kind === 'closed') return Number.POSITIVE_INFINITY;
    return Math.min(this.#lineDeadline ?? Number.POSITIVE_INFINITY, this.#keepalive?.nextDeadline() ?? Number.POSITIVE_INFINITY);
  }

  timePassed(now: number): void {
    this.#step({ kind: 'timePassed', now });
    if (this.#closing.kind !== 'open') return;
    if (this.#lineDeadline !== undefined && now >= this.#lineDeadline) this.#requestClose();
    else this.#judgeSilence(now);
  }

  get wants(): 'messages' | 'streams' | undefined {
    // While closing, messages nobody takes must not hide the peer's close frame.
    return this.#shell.wants ?? (this.state === 'open' ? undefined : 'messages');
  }

  messageReceived(message: string | Uint8Array): void {
    this.#shell.messageReceived(message);
  }

  streamReceived(stream: MessageStream): void {
    this.#shell.streamReceived(stream);
  }

  controlReceived(opcode: number, payload: Uint8Array): void {
    if (opcode === Opcode.pong) {
      this.#shell.pongReceived(payload);
    } else if (opcode === Opcode.ping) {
      this.#answerPing(payload);
      this.#shell.pingReceived(payload);
    } else {
      this.#received = decodeClose(payload, this.#options.platform.text);
      this.#step({ kind: 'closeReceived', close: this.#received, now: this.#shell.now() });
    }
  }

  violated(error: ProtocolError): void {
    this.fail({ code: error.closeCode, reason: error.violation }, error);
  }

  readingChanged(isReading: boolean): void {
    if (!isReading) this.#keepalive?.readingStopped();
    this.#shell.readingChanged(isReading);
  }

  /** Bytes that wait for the peer to read. */
  get #inTransit(): number {
    return this.queue.length + this.#unsent;
  }

  #requestClose(): void {
    if (this.#requested === undefined) return;
    this.#step({ kind: 'closeRequested', close: this.#requested, now: this.#shell.now() });
    this.#inbound.goOn(); // past messages that nobody takes, up to the peer's close frame
  }

  #step(input: CloseInput): void {
    const before = this.#closing;
    const [after, effects] = stepClose(before, input, this.#options.role, this.#options.limits.closeTimeoutMs);
    if (after === before && effects.length === 0) return;
    this.#closing = after;
    for (const effect of effects) this.#perform(effect);
    if (after.kind === 'awaitingEnd' || after.kind === 'closed') this.#inbound.end(this.#closedError());
    if (after.kind !== 'open') this.#line.cancel(); // nothing follows a close frame (§5.5.1)
    this.#shell.deadlineChanged();
  }

  #perform(effect: CloseEffect): void {
    if (effect === 'destroySocket') {
      this.#shell.destroySocket();
    } else if (effect === 'endSocket') {
      this.#shell.endSocket();
    } else {
      this.#sent = effect.send;
      this.#writer.write(true, false, Opcode.close, encodeClose(effect.send, this.#options.platform.text));
      this.#shell.flushSoon();
    }
  }

  #judgeSilence(now: number): void {
    if (this.#keepalive === undefined) return;
    if (this.#inbound.isStopped) this.#keepalive.heard(now); // of our own making
    const verdict = this.#keepalive.timePassed(now);
    if (verdict === 'ping') this.#sendControl(Opcode.ping, new Uint8Array(0));
    if (verdict === 'dead') this.destroy(new Error('keepalive: the peer sent nothing, not even an answer to a ping'));
  }

  #answerPing(payload: Uint8Array): void {
    if (this.#closing.kind !== 'open') return; // our close frame is out: nothing follows it (§5.5.1)
    if (this.#transitMarks.isAbove) this.#owedPong = copyOf(payload);
    else this.#sendControl(Opcode.pong, payload);
  }

  #answerOwedPing(): void {
    const payload = this.#owedPong;
    if (payload === undefined) return;
    this.#owedPong = undefined;
    this.#answerPing(payload);
  }

  /** Control frames may stand between the fragments of a message (§5.4), so they wait for nothing. */
  #sendControl(opcode: number, payload: Uint8Array): void {
    this.#writer.write(true, false, opcode, payload);
    this.#written();
  }

  #written(): void {
    this.#shell.flushSoon();
    this.#raised();
  }

  #raised(): boolean {
    const bytes = this.bufferedAmount;
    if (bytes > this.#options.limits.maxBufferedBytes) {
      this.destroy(new Error(`the peer reads too slowly: ${bytes} bytes wait, more than maxBufferedBytes`));
      return false;
    }
    this.#transitMarks.raised(this.#inTransit);
    return this.#watermarks.raised(bytes);
  }

  #closedError(): ConnectionClosedError {
    return new ConnectionClosedError(this.#sent, this.#received, { cause: this.#cause });
  }

  #closure(): Closure {
    const sent = this.#sent;
    const received = this.#received;
    const { code, reason } = received ?? { code: CloseCode.abnormal, reason: '' };
    return { code, reason, wasClean: sent !== undefined && received !== undefined, sent, received, cause: this.#cause };
  }
}

/** What a stream's source threw, which may be anything. */
function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('the source of a stream failed', { cause: thrown });
}
