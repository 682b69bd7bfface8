import { copyOf } from '../bytes/copy.ts';
import { SharedMessage } from '../messages/shared-message.ts';
import { type MessageOpcode, Opcode } from '../vocabulary/opcode.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { OutboundDeflate } from './outbound-deflate.ts';
import type { OutboundLine } from './outbound-line.ts';

/** What may be sent as one message: a string as text, bytes as binary, or either of them shared. */
export type Message = string | Uint8Array | SharedMessage;

/** What a sender may choose for one message. */
export interface SendOptions {
  /** False: it leaves plain, also where the connection compresses. Default true, which compresses from `thresholdBytes` on. */
  readonly compress?: boolean | undefined;
}

/** How messages become frames. */
export interface OutboundOptions {
  /** Whether frames can be shared: only a server's can, since a client masks each one anew (RFC 6455 §5.3). */
  readonly sharesFrames: boolean;
  /** Longer payloads leave in fragments of this size (§5.4). */
  readonly fragmentBytes: number;
  readonly deflate: OutboundDeflate | undefined;
}

/** Turns messages into frames, in the order in which they were sent: nearly all at once, the others through a line. */
export class Outbound {
  readonly #writer: FrameWriter;
  readonly #line: OutboundLine;
  readonly #options: OutboundOptions;

  constructor(writer: FrameWriter, line: OutboundLine, options: OutboundOptions) {
    this.#writer = writer;
    this.#line = line;
    this.#options = options;
  }

  /** Sends a message; plain where the connection does not deflate, or this message shall not be. */
  send(message: Message, compresses = true): void {
    const deflate = compresses ? this.#options.deflate : undefined;
    if (this.#line.isBusy) this.#standInLine(message, deflate);
    else if (typeof message === 'string') this.#sendText(message, deflate);
    else if (message instanceof SharedMessage) this.#sendShared(message, deflate);
    else this.#sendBytes(message, deflate);
  }

  #sendText(text: string, deflate: OutboundDeflate | undefined): void {
    // A UTF-16 unit is at most three bytes, so that most texts need no counting.
    const atMost = text.length * 3;
    const needsBytes = atMost > this.#options.fragmentBytes || deflate?.applies(atMost) === true;
    if (needsBytes) this.#sendPayload(Opcode.text, this.#writer.encode(text), deflate);
    else this.#writer.writeText(Opcode.text, text);
  }

  /** What is deflated in the background is copied: the caller may change it meanwhile. */
  #sendBytes(bytes: Uint8Array, deflate: OutboundDeflate | undefined): void {
    const leavesLater = deflate?.applies(bytes.length) === true && deflate.isLarge(bytes.length);
    this.#sendPayload(Opcode.binary, leavesLater ? copyOf(bytes) : bytes, deflate);
  }

  #sendPayload(opcode: MessageOpcode, payload: Uint8Array, deflate: OutboundDeflate | undefined): void {
    if (deflate === undefined || !deflate.applies(payload.length)) this.#write(opcode, false, payload);
    else if (deflate.isLarge(payload.length)) this.#deflateLarge(deflate, opcode, payload);
    else this.#writeSmaller(deflate, opcode, payload, deflate.deflateSync(payload));
  }

  /** Writes the deflated payload unless the plain one is shorter. */
  #writeSmaller(deflate: OutboundDeflate, opcode: MessageOpcode, payload: Uint8Array, deflated: Uint8Array): void {
    const isSmaller = deflated.length < payload.length;
    if (isSmaller) deflate.sent(payload);
    this.#write(opcode, isSmaller, isSmaller ? deflated : payload);
  }

  #write(opcode: MessageOpcode, deflated: boolean, payload: Uint8Array): void {
    const size = this.#options.fragmentBytes;
    if (payload.length <= size) {
      this.#writer.write(true, deflated, opcode, payload);
      return;
    }
    for (let at = 0; at < payload.length; at += size) {
      const isFirst = at === 0;
      const isLast = at + size >= payload.length;
      this.#writer.write(isLast, isFirst && deflated, isFirst ? opcode : Opcode.continuation, payload.subarray(at, at + size));
    }
  }

  #sendShared(message: SharedMessage, deflate: OutboundDeflate | undefined): void {
    const { fragmentBytes, sharesFrames } = this.#options;
    const { length } = message.payload;
    if (!sharesFrames || length > fragmentBytes) this.#sendPayload(message.opcode, message.payload, deflate);
    else if (deflate === undefined || !deflate.applies(length)) this.#writer.writeShared(message.frame);
    else if (deflate.isLarge(length)) this.#deflateShared(deflate, message);
    else this.#writeShared(deflate, message, message.deflatedFrameSync(deflate.deflater));
  }

  /** A shared frame looks back at nothing, so it fits every connection, also one that takes its context over. */
  #writeShared(deflate: OutboundDeflate, message: SharedMessage, frame: Uint8Array): void {
    if (frame !== message.frame) deflate.sent(message.payload);
    this.#writer.writeShared(frame);
  }

  #deflateLarge(deflate: OutboundDeflate, opcode: MessageOpcode, payload: Uint8Array): void {
    this.#line.run({
      bytes: payload.length,
      run: (finish) =>
        deflate.deflate(payload, (error, deflated) =>
          finish(() => this.#writeSmaller(deflate, opcode, payload, error === undefined ? deflated : payload)),
        ),
      cancel: () => {},
    });
  }

  #deflateShared(deflate: OutboundDeflate, message: SharedMessage): void {
    const ready = message.readyFrame(deflate.deflater);
    if (ready !== undefined) {
      this.#writeShared(deflate, message, ready);
      return;
    }
    this.#line.run({
      bytes: message.payload.length,
      run: (finish) => message.deflateFrame(deflate.deflater, (frame) => finish(() => this.#writeShared(deflate, message, frame))),
      cancel: () => {},
    });
  }

  /** Keeps a message for its turn. Bytes are copied, since the caller may change them once `send` has returned. */
  #standInLine(message: Message, deflate: OutboundDeflate | undefined): void {
    if (message instanceof SharedMessage) {
      this.#line.wait(message.payload.length, () => this.#sendShared(message, deflate));
      return;
    }
    const opcode = typeof message === 'string' ? Opcode.text : Opcode.binary;
    const payload = typeof message === 'string' ? this.#writer.encode(message) : copyOf(message);
    this.#line.wait(payload.length, () => this.#sendPayload(opcode, payload, deflate));
  }
}
