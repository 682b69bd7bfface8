import { ByteAccumulator } from '../bytes/byte-accumulator.ts';
import { copyOf } from '../bytes/copy.ts';
import type { TextCodec } from '../bytes/text-codec.ts';
import { Utf8Validator } from '../bytes/utf8-validator.ts';
import { ProtocolError } from '../vocabulary/errors.ts';
import { type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import type { MessageSink } from './message-sink.ts';

/** What a body needs of its surroundings. */
export interface BodyContext {
  readonly sink: MessageSink;
  readonly text: TextCodec;
  readonly allocate: (bytes: number) => Uint8Array;
}

/** The plain bytes of a message that arrives in more than one piece: gathered, or passed on as they come. */
export interface MessageBody {
  /**
   * Takes the next piece; `expected` bytes are known to follow it.
   *
   * @throws {ProtocolError} at the first byte that cannot be UTF-8 in a text message.
   */
  append(bytes: Uint8Array, start: number, end: number, expected: number): void;
  /** The message is complete. @throws {ProtocolError} when a text ends inside a character. */
  finish(): void;
}

/** Gathers a message and delivers it whole. */
export class WholeBody implements MessageBody {
  readonly #context: BodyContext;
  readonly #bytes: ByteAccumulator;
  readonly #validator: Utf8Validator | undefined;

  constructor(opcode: MessageOpcode, context: BodyContext) {
    this.#context = context;
    this.#bytes = new ByteAccumulator(context.allocate);
    this.#validator = opcode === Opcode.text ? new Utf8Validator(context.text.isUtf8) : undefined;
  }

  append(bytes: Uint8Array, start: number, end: number, expected: number): void {
    if (this.#validator?.accept(bytes, start, end) === false) throw new ProtocolError('invalid-utf8');
    this.#bytes.append(bytes, start, end, expected);
  }

  finish(): void {
    const bytes = this.#bytes.take();
    if (this.#validator === undefined) {
      this.#context.sink.messageReceived(bytes);
      return;
    }
    if (this.#validator.needed > 0) throw new ProtocolError('invalid-utf8');
    this.#context.sink.messageReceived(this.#context.text.decode(bytes, 0, bytes.length));
  }
}

/** Passes a message on in fragments. Of a text, the bytes of a character that is not whole yet wait for the next one. */
export class StreamedBody implements MessageBody {
  readonly #context: BodyContext;
  readonly #validator: Utf8Validator | undefined;
  /** At most three bytes: the beginning of a character. */
  #carried: Uint8Array | undefined;

  constructor(opcode: MessageOpcode, context: BodyContext) {
    this.#context = context;
    this.#validator = opcode === Opcode.text ? new Utf8Validator(context.text.isUtf8) : undefined;
    context.sink.streamStarted(opcode);
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    if (this.#validator === undefined) {
      this.#context.sink.fragmentReceived(copyOf(bytes, start, end)); // a fragment may wait long for its reader
      return;
    }
    if (!this.#validator.accept(bytes, start, end)) throw new ProtocolError('invalid-utf8');
    this.#deliverText(this.#withCarried(bytes, start, end), this.#validator.needed);
  }

  finish(): void {
    if (this.#validator !== undefined && this.#validator.needed > 0) throw new ProtocolError('invalid-utf8');
    this.#context.sink.streamEnded();
  }

  #withCarried(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const fresh = bytes.subarray(start, end);
    if (this.#carried === undefined) return fresh;
    const joined = new Uint8Array(this.#carried.length + fresh.length);
    joined.set(this.#carried);
    joined.set(fresh, this.#carried.length);
    this.#carried = undefined;
    return joined;
  }

  #deliverText(bytes: Uint8Array, needed: number): void {
    const whole = needed === 0 ? bytes.length : lastLead(bytes);
    if (whole < bytes.length) this.#carried = copyOf(bytes, whole);
    if (whole > 0) this.#context.sink.fragmentReceived(this.#context.text.decode(bytes, 0, whole));
  }
}

/** Where the last character begins, in bytes that end inside it. */
function lastLead(bytes: Uint8Array): number {
  let at = bytes.length - 1;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
