import { NOT_SEEN } from '../bytes/mask.ts';
import type { FrameHeader } from '../frames/frame-header.ts';
import type { FrameSink } from '../frames/frame-parser.ts';
import { ProtocolError } from '../vocabulary/errors.ts';
import type { Limits } from '../vocabulary/limits.ts';
import { isControl, MAX_CONTROL_PAYLOAD, type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import type { Inflation } from './inflation.ts';
import { type BodyContext, type MessageBody, StreamedBody, WholeBody } from './message-body.ts';

/**
 * Makes whole, validated messages of frames (RFC 6455 §5.4, §5.6; RFC 7692 §7.2.2).
 *
 * A message that lies whole in one chunk, which is nearly every one, is delivered from there. Another
 * one gets a body, which gathers it or streams it. A compressed one in pieces takes the way round
 * through {@link Inflation}; while that works, the assembler is blocked and so order is kept.
 */
export class MessageAssembler implements FrameSink {
  readonly #context: BodyContext;
  readonly #limits: Limits;
  readonly #inflation: Inflation | undefined;

  /** Opcode of the frame being read. */
  #frameOpcode = 0;
  #fin = false;
  #frameRest = 0;
  /** Opcode of the message in progress, or 0. */
  #opcode: MessageOpcode | 0 = 0;
  #compressed = false;
  #fragments = 0;
  /** Bytes of the message, by the headers read so far; for a compressed one, as they are on the wire. */
  #announced = 0;
  #body: MessageBody | undefined;
  /** Messages that have begun. */
  #number = 0;
  #control: Uint8Array | undefined;
  #controlLength = 0;

  constructor(context: BodyContext, limits: Limits, inflation: Inflation | undefined) {
    this.#context = context;
    this.#limits = limits;
    this.#inflation = inflation;
  }

  /** The number of the message that has begun and not ended; 0 between messages. */
  get underWay(): number {
    return this.#opcode === 0 ? 0 : this.#number;
  }

  get blocked(): boolean {
    const { sink } = this.#context;
    return sink.readingStopped || (this.#opcode !== 0 && sink.wants === undefined) || this.#inflation?.busy === true;
  }

  frameStarted(header: Readonly<FrameHeader>): void {
    this.#frameOpcode = header.opcode;
    this.#frameRest = header.length;
    if (isControl(header.opcode)) return;
    this.#fin = header.fin;
    if (header.opcode === Opcode.continuation) {
      if (this.#opcode === 0) throw new ProtocolError('unexpected-continuation'); // §5.4
    } else {
      if (this.#opcode !== 0) throw new ProtocolError('expected-continuation'); // §5.4
      this.#opcode = header.opcode === Opcode.text ? Opcode.text : Opcode.binary;
      this.#compressed = header.rsv1;
      this.#number++;
      this.#fragments = 0;
      this.#announced = 0;
    }
    this.#announced += header.length;
    this.#fragments++;
    if (this.#announced > this.#limits.maxMessageBytes) throw new ProtocolError('message-too-big');
    if (this.#fragments > this.#limits.maxFragments) throw new ProtocolError('too-many-fragments');
  }

  payloadReceived(bytes: Uint8Array, start: number, end: number, last: boolean, seen: number): void {
    if (isControl(this.#frameOpcode)) {
      this.#receiveControl(bytes, start, end, last);
      return;
    }
    this.#frameRest -= end - start;
    const ends = last && this.#fin;
    if (this.#compressed) this.#receiveCompressed(bytes, start, end, ends);
    else if (ends && this.#body === undefined && this.#context.sink.wants === 'messages') this.#deliver(bytes, start, end, seen);
    else this.#receivePiece(bytes, start, end, ends);
  }

  /** Delivers a message that lies whole in `bytes`. */
  #deliver(bytes: Uint8Array, start: number, end: number, seen: number): void {
    const { sink, text } = this.#context;
    const opcode = this.#opcode;
    this.#opcode = 0;
    if (opcode === Opcode.binary) {
      sink.messageReceived(bytes.subarray(start, end));
    } else if (seen < 0x80) {
      sink.messageReceived(text.decodeAscii(bytes, start, end));
    } else {
      if (!text.isUtf8(bytes.subarray(start, end))) throw new ProtocolError('invalid-utf8');
      sink.messageReceived(text.decode(bytes, start, end));
    }
  }

  /** Takes plain bytes of a message in pieces. */
  #receivePiece(bytes: Uint8Array, start: number, end: number, ends: boolean): void {
    const opcode = this.#opcode === Opcode.text ? Opcode.text : Opcode.binary;
    const { sink } = this.#context;
    this.#body ??= sink.wants === 'streams' ? new StreamedBody(opcode, this.#context) : new WholeBody(opcode, this.#context);
    const body = this.#body;
    if (ends) {
      this.#opcode = 0;
      this.#body = undefined;
    }
    // What a compressed message still has on the wire says nothing about what comes out of it.
    body.append(bytes, start, end, this.#fin && !this.#compressed ? this.#frameRest : 0);
    if (ends) body.finish();
  }

  #receiveCompressed(bytes: Uint8Array, start: number, end: number, ends: boolean): void {
    const inflation = this.#inflation;
    if (inflation === undefined) return; // the parser lets no RSV1 pass without an agreement
    const payload = bytes.subarray(start, end);
    const whole = ends && !inflation.inMessage && inflation.isSmall(payload);
    if (whole) this.#receiveInflated(inflation.inflateSync(payload), true);
    else if (ends || start < end) this.#inflate(inflation, payload, ends);
  }

  #inflate(inflation: Inflation, payload: Uint8Array, ends: boolean): void {
    inflation.push(payload, ends, (error, inflated) => {
      if (error !== undefined) {
        this.#context.sink.inflated(error);
        return;
      }
      try {
        this.#receiveInflated(inflated, ends);
      } catch (thrown) {
        if (!(thrown instanceof ProtocolError)) throw thrown;
        this.#context.sink.inflated(thrown);
        return;
      }
      this.#context.sink.inflated(undefined);
    });
  }

  #receiveInflated(plain: Uint8Array, ends: boolean): void {
    if (ends && this.#body === undefined && this.#context.sink.wants === 'messages') this.#deliver(plain, 0, plain.length, NOT_SEEN);
    else this.#receivePiece(plain, 0, plain.length, ends);
  }

  #receiveControl(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    const { sink } = this.#context;
    if (last && this.#control === undefined) {
      sink.controlReceived(this.#frameOpcode, bytes.subarray(start, end));
      return;
    }
    this.#control ??= new Uint8Array(MAX_CONTROL_PAYLOAD);
    this.#control.set(bytes.subarray(start, end), this.#controlLength);
    this.#controlLength += end - start;
    if (!last) return;
    const payload = this.#control.subarray(0, this.#controlLength);
    this.#control = undefined;
    this.#controlLength = 0;
    sink.controlReceived(this.#frameOpcode, payload);
  }
}
