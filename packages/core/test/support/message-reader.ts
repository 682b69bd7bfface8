import { waitFor } from '@trunkline/test-kit/wait-for';
import { FrameParser } from '../../src/frames/frame-parser.ts';
import type { Inflation } from '../../src/messages/inflation.ts';
import { MessageAssembler } from '../../src/messages/message-assembler.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';
import { type Limits, resolveLimits } from '../../src/vocabulary/limits.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { RecordingMessageSink } from './recording-message-sink.ts';

/** What a {@link MessageReader} may be told; a server without deflate where nothing is. */
export interface ReaderOptions {
  readonly role?: Role;
  readonly limits?: Partial<Limits> | undefined;
  readonly inflation?: Inflation | undefined;
  readonly wants?: 'messages' | 'streams' | undefined;
}

/** A parser and an assembler, fed with chunks; what is blocked waits until it may go on. */
export class MessageReader {
  readonly sink = new RecordingMessageSink();
  readonly assembler: MessageAssembler;
  /** The memory that was asked for. */
  readonly allocated: number[] = [];
  /** The rule that was broken; nothing is read after it. */
  violation: string | undefined;
  readonly #parser: FrameParser;
  readonly #held: Uint8Array[] = [];
  #from = 0;

  constructor({ role = 'server', limits, inflation, ...wish }: ReaderOptions = {}) {
    const resolved = resolveLimits(limits);
    const allocate = (bytes: number) => {
      this.allocated.push(bytes);
      return new Uint8Array(bytes);
    };
    this.sink.wants = 'wants' in wish ? wish.wants : 'messages';
    this.assembler = new MessageAssembler({ sink: this.sink, text: nodePlatform.text, allocate }, resolved, inflation);
    this.#parser = new FrameParser({ role, deflate: inflation !== undefined }, resolved.maxFrameBytes, this.assembler);
    this.sink.onInflated = (error) => {
      if (error === undefined) this.goOn();
      else this.#fail(error);
    };
  }

  /** Whether everything that arrived is read, or never will be. */
  get isIdle(): boolean {
    return this.violation !== undefined || (this.#held.length === 0 && !this.assembler.blocked);
  }

  receive(...chunks: readonly Uint8Array[]): this {
    this.#held.push(...chunks);
    this.goOn();
    return this;
  }

  /** As `receive`, and waits for all inflating. */
  async receiveAll(chunks: readonly Uint8Array[]): Promise<this> {
    this.receive(...chunks);
    await waitFor(() => this.isIdle);
    return this;
  }

  /** Reads on, as far as nothing blocks. */
  goOn(): void {
    try {
      while (this.violation === undefined && !this.assembler.blocked) {
        const [chunk] = this.#held;
        if (chunk === undefined) return;
        this.#from = this.#parser.receive(chunk, this.#from);
        if (this.assembler.blocked) return;
        this.#held.shift();
        this.#from = 0;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    this.violation = error.violation;
  }
}
