import { copyOf } from '../bytes/copy.ts';
import { type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { OutboundJob } from './outbound-line.ts';

/** What a streamed message needs of its connection. */
export interface StreamGate {
  readonly writer: FrameWriter;
  /** Whether more may be written before the buffer has drained. */
  readonly isFull: () => boolean;
  /** Something was written outside of a `send`. */
  readonly written: () => void;
  /** The source failed with `error` in the midst of the message, which can now never be whole. */
  readonly failed: (error: unknown) => void;
  /** What to reject with when the connection ends first. */
  readonly closedError: () => Error;
}

/**
 * One message sent from a source of pieces, each piece a fragment (RFC 6455 §5.4).
 *
 * The source is asked for a piece only while the buffer is below its high-water mark. A last, empty
 * fragment ends the message, because a source tells only afterwards that a piece was its last one.
 */
export class SendStream implements OutboundJob {
  readonly bytes = 0;
  readonly settled: Promise<void>;
  readonly #source: AsyncIterator<string | Uint8Array>;
  readonly #gate: StreamGate;
  readonly #isText: boolean;
  #opcode: MessageOpcode | typeof Opcode.continuation;
  #resolve: () => void = () => {};
  #reject: (reason: unknown) => void = () => {};
  #resume: (() => void) | undefined;
  #isOver = false;
  /** The first half of a surrogate pair that two pieces share. */
  #carried = '';

  constructor(opcode: MessageOpcode, source: AsyncIterable<string | Uint8Array>, gate: StreamGate) {
    this.#opcode = opcode;
    this.#isText = opcode === Opcode.text;
    this.#source = source[Symbol.asyncIterator]();
    this.#gate = gate;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  run(finish: (write: () => void) => void): void {
    this.#pump(finish).catch((error: unknown) => {
      if (this.#isOver) return;
      this.#settle(error);
      this.#leaveSource();
      this.#gate.failed(error);
    });
  }

  /** The buffer has drained: the source may be asked again. */
  drained(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#settle(this.#gate.closedError());
    this.#leaveSource();
  }

  /** Lets the source clean up. It may be waiting for something that never comes, so nobody waits for it. */
  #leaveSource(): void {
    const leave = async () => this.#source.return?.();
    leave().catch(() => {}); // it has ended one way already
  }

  async #pump(finish: (write: () => void) => void): Promise<void> {
    for (;;) {
      const piece = await this.#source.next();
      if (this.#isOver) return;
      if (piece.done === true) break;
      this.#write(false, this.#payloadOf(piece.value));
      this.#gate.written();
      while (this.#gate.isFull() && !this.#isOver) await this.#whenDrained();
      if (this.#isOver) return;
    }
    finish(() => {
      this.#write(true, this.#gate.writer.encode(this.#carried));
      this.#settle(undefined);
    });
  }

  #write(fin: boolean, payload: Uint8Array): void {
    this.#gate.writer.write(fin, false, this.#opcode, payload);
    this.#opcode = Opcode.continuation;
  }

  #payloadOf(piece: string | Uint8Array): Uint8Array {
    if ((typeof piece === 'string') !== this.#isText) {
      throw new TypeError(`a ${this.#isText ? 'text' : 'binary'} stream takes ${this.#isText ? 'strings' : 'Uint8Arrays'} only`);
    }
    // A large payload is queued without a copy, and the source may use its memory again.
    if (typeof piece !== 'string') return copyOf(piece);
    const text = this.#carried + piece;
    const endsInPair = (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800;
    this.#carried = endsInPair ? text.slice(-1) : '';
    return this.#gate.writer.encode(endsInPair ? text.slice(0, -1) : text);
  }

  #whenDrained(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #settle(error: unknown): void {
    this.#isOver = true;
    this.drained();
    if (error === undefined) this.#resolve();
    else this.#reject(error);
  }
}
