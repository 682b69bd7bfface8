import { Inflation } from '../messages/inflation.ts';
import { type Close, CloseCode } from '../vocabulary/close-code.ts';
import { ConnectionClosedError, InvalidStateError, ProtocolError } from '../vocabulary/errors.ts';
import { MAX_CONTROL_PAYLOAD, Opcode } from '../vocabulary/opcode.ts';
import { closeOf, decodeClose, encodeClose } from './close-frame.ts';
import { type CloseEffect, type CloseInput, type CloseState, OPEN, stepClose } from './close-handshake.ts';
import type { Closure, ConnectionOptions, ConnectionShell } from './connection-shell.ts';
import { Inbound, type InboundReceiver } from './inbound.ts';
import { Keepalive } from './keepalive.ts';
import type { MessageStream } from './message-stream.ts';
import { MessageTimer } from './message-timer.ts';
import type { Message, SendOptions } from './outbound.ts';
import type { SendQueue } from './send-queue.ts';
import { Sender, type SenderOwner } from './sender.ts';

/**
 * One WebSocket connection after its opening handshake, without its socket and without a clock.
 *
 * Chunks come in by {@link receive}, what has to leave waits in {@link queue}; effects are asked of the
 * shell. Call {@link timePassed} at {@link nextDeadline}, {@link socketEnded} at the peer's FIN, and
 * {@link socketClosed} when the transport is gone.
 */
export class Connection implements InboundReceiver, SenderOwner {
  readonly #options: ConnectionOptions;
  readonly #shell: ConnectionShell;
  readonly #sender: Sender;
  readonly #inbound: Inbound;
  readonly #keepalive: Keepalive | undefined;
  readonly #messageTimer: MessageTimer;
  #closing: CloseState = OPEN;
  /** What `close` was asked for, though its frame may still stand in line. */
  #requested: Close | undefined;
  #sent: Close | undefined;
  #received: Close | undefined;
  #cause: Error | undefined;
  /** When a close frame leaves though what was sent before it has not. */
  #lineDeadline: number | undefined;
  #isReported = false;

  constructor(options: ConnectionOptions, shell: ConnectionShell, now: number) {
    const { role, limits, platform, deflate, keepalive } = options;
    this.#options = options;
    this.#shell = shell;
    this.#sender = new Sender(options, this);
    const inflation = deflate && new Inflation(deflate.inflater, limits.maxMessageBytes, deflate.inboundWindowBits);
    this.#inbound = new Inbound(this, { role, limits, platform, inflation });
    this.#keepalive = keepalive && new Keepalive(keepalive, now);
    this.#messageTimer = new MessageTimer(limits.messageTimeoutMs);
  }

  /** The bytes that have to leave. */
  get queue(): SendQueue {
    return this.#sender.queue;
  }

  /** `open` until a close frame is asked for, sent or received. */
  get state(): 'open' | 'closing' | 'closed' {
    if (this.#closing.kind === 'closed') return 'closed';
    return this.#isOpen ? 'open' : 'closing';
  }

  /** Bytes that wait here, or in the transport, for the peer to read. */
  get bufferedAmount(): number {
    return this.#sender.bufferedAmount;
  }

  /** Takes a chunk, which is changed: it is unmasked in place. */
  receive(chunk: Uint8Array, now: number): void {
    this.#keepalive?.heard(now);
    this.#inbound.receive(chunk);
    if (this.#messageTimer.read(this.#inbound.underWay, now)) this.#shell.deadlineChanged();
  }

  /**
   * Sends a message: a string as text, bytes as binary. True while the sender need not wait for `drained`.
   *
   * When not open any more it drops the message and answers false. Bytes are copied, or from 48 KiB on
   * queued as they are, and then must not be changed before they have left.
   */
  send(message: Message, options?: SendOptions): boolean {
    if (!this.#isOpen) return false;
    return this.#sender.send(message, options?.compress !== false);
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
    return this.#sender.sendStream(kind === 'text' ? Opcode.text : Opcode.binary, source);
  }

  /** Sends a ping. @throws {RangeError} when the payload is longer than 125 bytes (§5.5). */
  ping(payload: Uint8Array): void {
    if (payload.length > MAX_CONTROL_PAYLOAD) {
      throw new RangeError(`a ping may have ${MAX_CONTROL_PAYLOAD} bytes; this one has ${payload.length}`);
    }
    if (this.state === 'open') this.#sender.sendControl(Opcode.ping, payload);
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
    this.#closeAfterLine(now);
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
    this.#sender.clear();
    this.#shell.closed(this.#closure());
  }

  /** The transport holds `unsent` bytes that the peer's side has not taken yet. */
  transportHolds(unsent: number): void {
    this.#sender.transportHolds(unsent);
  }

  /** When to call {@link timePassed} next; `Infinity` for not at all. */
  nextDeadline(): number {
    const closing = this.#closing;
    if (closing.kind === 'awaitingClose' || closing.kind === 'awaitingEnd') return closing.deadline;
    if (closing.kind === 'closed') return Number.POSITIVE_INFINITY;
    const never = Number.POSITIVE_INFINITY;
    return Math.min(this.#lineDeadline ?? never, this.#keepalive?.nextDeadline() ?? never, this.#messageTimer.nextDeadline());
  }

  timePassed(now: number): void {
    this.#step({ kind: 'timePassed', now });
    if (this.#closing.kind !== 'open') return;
    if (this.#lineDeadline !== undefined && now >= this.#lineDeadline) this.#sendClose();
    else if (this.#messageTimer.timePassed(now, !this.#inbound.isStopped)) this.violated(new ProtocolError('message-too-slow'));
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
      if (this.#closing.kind === 'open') this.#sender.answerPing(payload); // nothing follows our close frame (§5.5.1)
      this.#shell.pingReceived(payload);
    } else {
      this.#received = decodeClose(payload, this.#options.platform.text);
      this.#inbound.end(this.closedError()); // what follows a close frame is ignored (§5.5.1)
      // A message that is still being deflated was sent before the peer closed; a stream may have no end.
      if (this.#sender.endsByItself) this.#closeAfterLine(this.#shell.now());
      else this.#sendClose();
    }
  }

  violated(error: ProtocolError): void {
    this.fail({ code: error.closeCode, reason: error.violation }, error);
  }

  readingChanged(isReading: boolean): void {
    if (!isReading) this.#keepalive?.readingStopped();
    this.#shell.readingChanged(isReading);
  }

  flushSoon(): void {
    this.#shell.flushSoon();
  }

  drained(): void {
    if (this.state === 'open') this.#shell.drained(); // else nobody may go on
  }

  overflowed(bytes: number): void {
    this.destroy(new Error(`the peer reads too slowly: ${bytes} bytes wait, more than maxBufferedBytes`));
  }

  streamFailed(error: unknown): void {
    const cause = error instanceof Error ? error : new Error('the source of a stream failed', { cause: error });
    this.fail({ code: CloseCode.internalError, reason: '' }, cause);
  }

  closedError(): ConnectionClosedError {
    return new ConnectionClosedError(this.#sent, this.#received, { cause: this.#cause });
  }

  get #isOpen(): boolean {
    return this.#closing.kind === 'open' && this.#requested === undefined && this.#received === undefined;
  }

  /** Sends or answers a close frame behind what was sent before (§5.5.1 allows it), but does not wait for that for ever. */
  #closeAfterLine(now: number): void {
    if (this.#closing.kind !== 'open' || !this.#sender.isBusy) {
      this.#sendClose();
      return;
    }
    this.#lineDeadline ??= now + this.#options.limits.closeTimeoutMs;
    this.#sender.afterLine(() => this.#sendClose());
    this.#shell.deadlineChanged();
  }

  #sendClose(): void {
    const now = this.#shell.now();
    if (this.#received !== undefined) this.#step({ kind: 'closeReceived', close: this.#received, now });
    else if (this.#requested !== undefined) this.#step({ kind: 'closeRequested', close: this.#requested, now });
    this.#inbound.goOn(); // past messages that nobody takes, up to the peer's close frame
  }

  #step(input: CloseInput): void {
    const before = this.#closing;
    const [after, effects] = stepClose(before, input, this.#options.role, this.#options.limits.closeTimeoutMs);
    if (after === before && effects.length === 0) return;
    this.#closing = after;
    for (const effect of effects) this.#perform(effect);
    if (after.kind === 'awaitingEnd' || after.kind === 'closed') this.#inbound.end(this.closedError());
    if (after.kind !== 'open') this.#sender.cancel(); // nothing follows a close frame (§5.5.1)
    this.#shell.deadlineChanged();
  }

  #perform(effect: CloseEffect): void {
    if (effect === 'destroySocket') {
      this.#shell.destroySocket();
    } else if (effect === 'endSocket') {
      this.#shell.endSocket();
    } else {
      this.#sent = effect.send;
      this.#sender.sendClose(encodeClose(effect.send, this.#options.platform.text));
    }
  }

  #judgeSilence(now: number): void {
    if (this.#keepalive === undefined) return;
    if (this.#inbound.isStopped) this.#keepalive.heard(now); // of our own making
    const verdict = this.#keepalive.timePassed(now);
    if (verdict === 'ping') this.#sender.sendControl(Opcode.ping, new Uint8Array(0));
    if (verdict === 'dead') this.destroy(new Error('keepalive: the peer sent nothing, not even an answer to a ping'));
  }

  #closure(): Closure {
    const sent = this.#sent;
    const received = this.#received;
    const { code, reason } = received ?? { code: CloseCode.abnormal, reason: '' };
    return { code, reason, wasClean: sent !== undefined && received !== undefined, sent, received, cause: this.#cause };
  }
}
