import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';

const READ_BUFFER_BYTES = 256 * 1024;

/** Shared by all connections: what arrives is counted, or copied at once. */
const readBuffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);

/** A raw TCP connection that reads without allocating. */
export class Connection {
  readonly socket: Socket;
  /** Takes the number of bytes of each chunk. While it is not set, chunks are kept for {@link next}. */
  onBytes: ((count: number) => void) | undefined;
  #kept = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #end: Error | undefined;

  private constructor(port: number) {
    const callback = (count: number) => {
      if (this.onBytes !== undefined) this.onBytes(count);
      else this.#keep(count);
      return true;
    };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: readBuffer, callback } });
    this.socket.on('error', (error) => this.#over(error));
    this.socket.on('close', () => this.#over(new Error('the server closed a connection')));
  }

  /** Resolves with the connection when it stands. */
  static async open(port: number): Promise<Connection> {
    const connection = new Connection(port);
    await new Promise<void>((resolve, reject) => {
      connection.socket.once('connect', resolve);
      connection.socket.once('error', reject);
    });
    return connection;
  }

  /** Resolves with the first `measure(bytes)` bytes that were kept, as soon as `measure` gives a number. */
  async next(measure: (bytes: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const length = measure(this.#kept);
      if (length !== undefined) {
        const taken = this.#kept.subarray(0, length);
        this.#kept = this.#kept.subarray(length);
        return taken;
      }
      if (this.#end !== undefined) throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #keep(count: number): void {
    this.#kept = Buffer.concat([this.#kept, readBuffer.subarray(0, count)]);
    this.#wake?.();
  }

  #over(error: Error): void {
    // A connection that is lost while it is only counted would stall the run without a word.
    if (this.onBytes !== undefined) throw error;
    this.#end = error;
    this.#wake?.();
  }
}
