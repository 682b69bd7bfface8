/** Something to be sent that takes time, for example deflating in the background. */
export interface OutboundJob {
  /** Bytes that it keeps from leaving. */
  readonly bytes: number;
  /** Starts it. `finish` is called once; what it is given is run only if the connection still sends. */
  run(finish: (write: () => void) => void): void;
  /** The connection is over; nothing will be sent any more. */
  cancel(): void;
  /** The buffer has drained; only for one that waits for it. */
  drained?(): void;
}

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
  readonly cancel: () => void;
}

/**
 * Keeps the order of what is sent while one job takes its time.
 *
 * Its bytes count as buffered, so it is bounded where the connection's buffer is (`maxBufferedBytes`).
 */
export class OutboundLine {
  readonly #written: () => void;
  #current: OutboundJob | undefined;
  #waiting: Waiting[] | undefined;
  #bytes = 0;
  #isCancelled = false;

  /** `written` is told when a job has finished and what stood behind it was written. */
  constructor(written: () => void) {
    this.#written = written;
  }

  /** Bytes of all jobs and of what waits behind them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether whatever comes now has to stand in line. */
  get isBusy(): boolean {
    return this.#current !== undefined || this.#isCancelled;
  }

  /** Whether what is under way ends by itself, however slowly the peer reads and whatever its source does. */
  get endsByItself(): boolean {
    return this.#current !== undefined && this.#current.drained === undefined;
  }

  /** Runs a job in its turn, now if nothing stands before it. */
  run(job: OutboundJob): void {
    if (this.isBusy)
      this.wait(
        job.bytes,
        () => this.#begin(job),
        () => job.cancel(),
      );
    else this.#begin(job);
  }

  /** Puts something in line that is written at once when its turn comes. */
  wait(bytes: number, start: () => void, cancel: () => void = () => {}): void {
    if (this.#isCancelled) {
      cancel();
      return;
    }
    this.#bytes += bytes;
    this.#waiting ??= [];
    this.#waiting.push({ bytes, start, cancel });
  }

  /** The buffer has drained. */
  drained(): void {
    this.#current?.drained?.();
  }

  /** Drops everything for good. */
  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    const current = this.#current;
    const waiting = this.#waiting ?? [];
    this.#current = undefined;
    this.#waiting = undefined;
    this.#bytes = 0;
    current?.cancel();
    for (const { cancel } of waiting) cancel();
  }

  #begin(job: OutboundJob): void {
    this.#current = job;
    this.#bytes += job.bytes;
    job.run((write) => {
      if (this.#current !== job) return;
      this.#current = undefined;
      this.#bytes -= job.bytes;
      write();
      this.#advance();
      this.#written();
    });
  }

  #advance(): void {
    while (this.#current === undefined) {
      const next = this.#waiting?.shift();
      if (next === undefined) return;
      this.#bytes -= next.bytes;
      next.start();
    }
  }
}
