import type { Duplex } from 'node:stream';
import { HandshakeError } from '../vocabulary/errors.ts';
import { MAX_WAIT_MS } from './alarms.ts';

/**
 * Everything that one attempt to connect has opened, and what may end it early: its time and its signal.
 *
 * Whichever way it fails, {@link run} rejects and no socket stays open; also none that the work opens afterwards.
 */
export class DialScope {
  readonly #opened = new Set<Duplex>();
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #failure: HandshakeError | undefined;
  #reject: (failure: HandshakeError) => void = () => {};

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#signal = signal;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener('abort', this.#abort);
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    const expire = () => this.#fail(new HandshakeError('timeout', `the opening handshake took longer than ${timeoutMs} ms`));
    this.#timer = setTimeout(expire, Math.min(timeoutMs, MAX_WAIT_MS)).unref();
  }

  /** Does the work, whose result is kept open. Use once. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      const failed = new Promise<never>((_, reject) => {
        this.#reject = reject;
      });
      const result = await Promise.race([work(), failed]);
      if (this.#failure !== undefined) throw this.#failure; // in the moment between the work's end and ours
      return result;
    } catch (error) {
      this.destroyAll();
      throw error;
    } finally {
      clearTimeout(this.#timer);
      this.#signal?.removeEventListener('abort', this.#abort);
    }
  }

  /** Makes a socket part of the attempt. From now on an error of it that nobody listens for is nobody's crash. */
  track<Transport extends Duplex>(transport: Transport): Transport {
    transport.on('error', ignore);
    this.#opened.add(transport);
    if (this.#failure !== undefined) transport.destroy();
    return transport;
  }

  /** Cuts what is open, before the attempt goes on elsewhere. */
  destroyAll(): void {
    for (const transport of this.#opened) transport.destroy();
    this.#opened.clear();
  }

  readonly #abort = (): void => {
    this.#fail(new HandshakeError('aborted', 'the attempt to connect was aborted', { cause: this.#signal?.reason }));
  };

  #fail(failure: HandshakeError): void {
    this.#failure ??= failure;
    this.#reject(this.#failure);
  }
}

function ignore(): void {}
