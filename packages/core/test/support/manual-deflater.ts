import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Deflater } from '../../src/messages/compression.ts';

type Done = (error: Error | undefined, deflated: Uint8Array) => void;

/** A deflater by zlib that counts its calls, and finishes what is in the background when the test says so. */
export class ManualDeflater implements Deflater {
  /** What was deflated, in order. */
  readonly calls: { readonly kind: 'sync' | 'background'; readonly bytes: number; readonly historyBytes: number }[] = [];
  readonly #pending: (() => void)[] = [];
  #failure: Error | undefined;

  deflateSync(payload: Uint8Array, history: Uint8Array | undefined): Uint8Array {
    this.calls.push({ kind: 'sync', bytes: payload.length, historyBytes: history?.length ?? 0 });
    return deflated(payload, history);
  }

  deflate(payload: Uint8Array, history: Uint8Array | undefined, done: Done): void {
    this.calls.push({ kind: 'background', bytes: payload.length, historyBytes: history?.length ?? 0 });
    const copy = history?.slice();
    // The payload is read only when the job runs, as zlib does it in its thread.
    this.#pending.push(() => (this.#failure === undefined ? done(undefined, deflated(payload, copy)) : done(this.#failure, payload)));
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Finishes the oldest job in the background. */
  finish(): void {
    const job = this.#pending.shift();
    if (job === undefined) throw new Error('nothing is in the background');
    job();
  }

  /** From now on what is in the background fails. */
  fail(error: Error): void {
    this.#failure = error;
  }
}

function deflated(payload: Uint8Array, history: Uint8Array | undefined): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, ...(history !== undefined && { dictionary: history }) };
  return new Uint8Array(deflateRawSync(payload, options).subarray(0, -4));
}

/** What a deflated payload says (RFC 7692 §7.2.2), given the plain bytes before it where the context is taken over. */
export function inflated(payload: Uint8Array, history?: Uint8Array): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, ...(history !== undefined && { dictionary: history }) };
  return new Uint8Array(inflateRawSync(payload, options));
}
