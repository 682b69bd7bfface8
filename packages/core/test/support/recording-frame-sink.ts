import type { FrameHeader } from '../../src/frames/frame-header.ts';
import type { FrameSink } from '../../src/frames/frame-parser.ts';
import { joined, type PlainFrame } from './frame-of.ts';

/** Keeps the frames that a parser reads, each payload joined again. */
export class RecordingFrameSink implements FrameSink {
  readonly frames: PlainFrame[] = [];
  /** What each payload piece was announced with, in order. */
  readonly pieces: { readonly length: number; readonly last: boolean; readonly seen: number }[] = [];
  /** Asked by the parser; a test may replace it. */
  isBlocked: () => boolean = () => false;
  started = 0;
  #header: FrameHeader = { fin: false, rsv1: false, opcode: 0, length: 0, maskingKey: 0 };
  #payload: Uint8Array[] = [];

  get blocked(): boolean {
    return this.isBlocked();
  }

  frameStarted(header: Readonly<FrameHeader>): void {
    this.#header = { ...header };
    this.#payload = [];
    this.started++;
  }

  payloadReceived(bytes: Uint8Array, start: number, end: number, last: boolean, seen: number): void {
    this.#payload.push(bytes.slice(start, end));
    this.pieces.push({ length: end - start, last, seen });
    if (!last) return;
    const { fin, rsv1, opcode } = this.#header;
    this.frames.push({ fin, rsv1, opcode, payload: joined(...this.#payload) });
  }
}
