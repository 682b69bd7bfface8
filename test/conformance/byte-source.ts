import type { Socket } from 'node:net';
import { within } from './deadline.ts';

/** How TCP ended: by FIN, or by a reset. */
export type Ending = 'end' | 'cut';

/** What comes in over a TCP socket, to be asked for by the count of bytes. */
export class ByteSource {
  #chunks: Buffer[] = [];
  #available = 0;
  #ending: Ending | undefined;
  #isClosed = false;
  #wasCut = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#available += chunk.length;
      this.#wake();
    });
    socket.on('end', () => this.#end('end'));
    socket.on('error', () => {
      this.#wasCut = true;
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#end('cut');
    });
  }

  get available(): number {
    return this.#available;
  }

  /** Set once nothing more will come. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Waits for so many bytes; false when TCP ended before. @throws {Error} when nothing happens until the deadline. */
  async has(count: number, what: string): Promise<boolean> {
    while (this.#available < count) {
      if (this.#ending !== undefined) return false;
      await within(this.#progress(), `${what} (${this.#available} bytes are there)`);
    }
    return true;
  }

  /** Waits until nothing more will come. Bytes that came before that stay. */
  async ended(what: string): Promise<Ending> {
    while (this.#ending === undefined) await within(this.#progress(), what);
    return this.#ending;
  }

  /** Waits until TCP is over in both directions, and tells whether there was a reset at any time. */
  async closed(what: string): Promise<Ending> {
    while (!this.#isClosed) await within(this.#progress(), what);
    return this.#wasCut ? 'cut' : 'end';
  }

  /** Looks at bytes that are there. */
  peek(count: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= count) return first.subarray(0, count);
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined.subarray(0, count);
  }

  /** Takes bytes that are there. */
  take(count: number): Buffer {
    const taken = this.peek(count);
    const [first = taken] = this.#chunks;
    if (first.length === count) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(count);
    this.#available -= count;
    return taken;
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#wake();
  }

  #progress(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
