import type { Inflater, PiecewiseInflater } from '../../src/messages/compression.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';

type Done = (error: Error | undefined, inflated: Uint8Array) => void;

/** An inflater for bytes that were never deflated. It answers a pushed piece when the test says so, and tells what it was asked. */
export class ManualInflater implements Inflater {
  /** What was asked for, in order; windows as plain numbers. */
  readonly calls: ({ readonly sync: number[]; readonly window: number[] | undefined; readonly maxBytes: number } | PieceCall)[] = [];
  #pending: { readonly piece: Uint8Array; readonly done: Done } | undefined;

  inflateSync(payload: Uint8Array, history: Uint8Array | undefined, maxBytes: number): Uint8Array {
    this.calls.push({ sync: [...payload], window: listOf(history), maxBytes });
    if (payload.length > maxBytes) throw new ProtocolError('message-too-big');
    return payload.slice();
  }

  inflateInPieces(history: Uint8Array | undefined): PiecewiseInflater {
    this.calls.push({ begin: listOf(history) });
    return {
      push: (piece, maxBytes, done) => {
        this.calls.push({ piece: [...piece], maxBytes });
        this.#pending = { piece: piece.slice(), done };
      },
      dispose: () => {
        this.calls.push({ dispose: true });
        this.#pending = undefined;
      },
    };
  }

  /** Answers the pending piece: with its own bytes, or others. */
  finish(inflated?: Uint8Array): void {
    const { piece, done } = this.#take();
    done(undefined, inflated ?? piece);
  }

  fail(error: Error): void {
    this.#take().done(error, new Uint8Array(0));
  }

  #take(): { readonly piece: Uint8Array; readonly done: Done } {
    const pending = this.#pending;
    if (pending === undefined) throw new Error('no piece is pending');
    this.#pending = undefined;
    return pending;
  }
}

/** What a piecewise inflater was asked. */
type PieceCall =
  | { readonly begin: number[] | undefined }
  | { readonly piece: number[]; readonly maxBytes: number }
  | { readonly dispose: true };

function listOf(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes === undefined ? undefined : [...bytes];
}
