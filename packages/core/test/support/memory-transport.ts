import { Duplex } from 'node:stream';

/**
 * One end of a pipe in memory, as a transport. It passes on the very memory it is given, when it gets to it, and counts
 * what it is asked to write.
 */
export class MemoryTransport extends Duplex {
  /** Chunks as they were given, the same objects. Empty ones, which only ask to be told, are left out. */
  readonly writes: Uint8Array[] = [];
  /** While true nothing is passed on, as by a kernel whose peer does not read. */
  isStalled = false;
  #peer: MemoryTransport | undefined;
  readonly #waiting: ((error?: Error) => void)[] = [];

  /** Two ends of one pipe. */
  static pair(): [MemoryTransport, MemoryTransport] {
    const [one, other] = [new MemoryTransport(), new MemoryTransport()];
    one.#join(other);
    other.#join(one);
    return [one, other];
  }

  /** Passes on what waits, and all that follows. */
  release(): void {
    this.isStalled = false;
    for (const pass of this.#waiting.splice(0)) pass();
  }

  /** Fails what waits, as a kernel does for a peer that is gone. */
  break(error: Error): void {
    for (const pass of this.#waiting.splice(0)) pass(error);
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    if (chunk.length > 0) this.writes.push(chunk);
    this.#pass((error) => {
      if (error !== undefined) return done(error);
      if (chunk.length > 0) this.#peer?.push(Uint8Array.from(chunk));
      done();
    });
  }

  override _final(done: () => void): void {
    this.#pass(() => {
      this.#peer?.push(null);
      done();
    });
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#peer?.destroyed === false) this.#peer.destroy();
    done(error);
  }

  #join(peer: MemoryTransport): void {
    this.#peer = peer;
  }

  #pass(step: (error?: Error) => void): void {
    if (this.isStalled) this.#waiting.push(step);
    else setImmediate(step);
  }
}
