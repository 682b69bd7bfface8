import { Buffer } from 'node:buffer';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { SlabPool } from '../../src/bytes/slab-pool.ts';
import { FrameWriter } from '../../src/connection/frame-writer.ts';
import { SendQueue } from '../../src/connection/send-queue.ts';
import { SendStream } from '../../src/connection/send-stream.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { type MessageOpcode, Opcode } from '../../src/vocabulary/opcode.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';
import { framesIn } from '../support/recording-shell.ts';

/** A source that the test feeds, and that tells what it is asked. */
class ManualSource implements AsyncIterable<string | Uint8Array> {
  asked = 0;
  returned = 0;
  #answer: { resolve: (result: IteratorResult<string | Uint8Array>) => void; reject: (error: unknown) => void } | undefined;

  give(value: string | Uint8Array): void {
    this.#answer?.resolve({ done: false, value });
  }

  end(): void {
    this.#answer?.resolve({ done: true, value: undefined });
  }

  fail(error: unknown): void {
    this.#answer?.reject(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<string | Uint8Array> {
    return {
      next: () => {
        this.asked++;
        return new Promise((resolve, reject) => {
          this.#answer = { resolve, reject };
        });
      },
      return: () => {
        this.returned++;
        throw new Error('a source may throw when it is left');
      },
    };
  }
}

function streamOf(opcode: MessageOpcode, source: AsyncIterable<string | Uint8Array>) {
  const queue = new SendQueue(new SlabPool((bytes) => new Uint8Array(bytes)));
  const state = { isFull: false, isFinished: false, failures: [] as unknown[], written: 0 };
  const stream = new SendStream(opcode, source, {
    writer: new FrameWriter(queue, 'server', nodePlatform),
    isFull: () => state.isFull,
    written: () => state.written++,
    failed: (error) => state.failures.push(error),
    closedError: () => new Error('closed'),
  });
  const outcome = { settled: 'pending' as unknown };
  stream.settled.then(
    () => {
      outcome.settled = 'resolved';
    },
    (error: unknown) => {
      outcome.settled = error;
    },
  );
  stream.run((write) => {
    state.isFinished = true;
    write();
  });
  const take = () => {
    const chunks: Uint8Array[] = [];
    queue.flush({ write: (chunk) => chunks.push(chunk) < 0 });
    return framesIn(joined(...chunks), 'client').map(({ fin, opcode: code, payload }) => ({ fin, opcode: code, payload }));
  };
  return { stream, state, outcome, take };
}

async function* pieces<Piece>(...list: Piece[]): AsyncGenerator<Piece> {
  yield* list;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const fragment = (fin: boolean, opcode: number, payload: Uint8Array) => ({ fin, opcode, payload });

describe('SendStream', () => {
  it('sends each piece as a fragment, and ends with an empty one (§5.4)', async () => {
    const { outcome, take } = streamOf(Opcode.text, pieces('a', 'é', ''));
    await waitFor(() => outcome.settled === 'resolved');
    expect(take()).toEqual([
      fragment(false, 1, utf8('a')),
      fragment(false, 0, utf8('é')),
      fragment(false, 0, utf8('')),
      fragment(true, 0, utf8('')),
    ]);
  });

  it('sends an empty message for a source without pieces', async () => {
    const { outcome, take } = streamOf(Opcode.binary, pieces());
    await waitFor(() => outcome.settled === 'resolved');
    expect(take()).toEqual([fragment(true, 2, utf8(''))]);
  });

  it('joins a surrogate pair that two pieces share, so that each fragment is UTF-8', async () => {
    const { outcome, take } = streamOf(Opcode.text, pieces('a\ud83d', '\ude00b', '\ud83d', '\ud83d\ude00', '\ud83d'));
    await waitFor(() => outcome.settled === 'resolved');
    const payloads = ['a', '😀b', '', '\ufffd😀', '', '\ufffd'].map(utf8);
    expect(take().map(({ payload }) => payload)).toEqual(payloads);
  });

  it.each([
    ['a plain array', new Uint8Array(60_000).fill(1)],
    ['a Buffer', Buffer.alloc(60_000, 1)],
  ])('takes a piece as it is now, though the source uses the memory of %s again', async (_, memory) => {
    const source = new ManualSource();
    const { state, take } = streamOf(Opcode.binary, source);
    source.give(memory);
    await waitFor(() => state.written === 1);
    memory.fill(2);
    expect(take()[0]?.payload).toEqual(new Uint8Array(60_000).fill(1));
  });

  it('asks for no piece while the buffer is full', async () => {
    const source = new ManualSource();
    const { stream, state, outcome } = streamOf(Opcode.text, source);
    state.isFull = true;
    source.give('a');
    await waitFor(() => state.written === 1);
    stream.drained(); // but it is full still
    await new Promise(setImmediate);
    expect(source.asked).toBe(1);
    state.isFull = false;
    stream.drained();
    await waitFor(() => source.asked === 2);
    source.end();
    await waitFor(() => outcome.settled === 'resolved');
  });

  it('rejects with what the source throws, and tells that the message can never be whole', async () => {
    const source = new ManualSource();
    const { state, outcome } = streamOf(Opcode.text, source);
    const error = new Error('no more');
    source.fail(error);
    await waitFor(() => outcome.settled !== 'pending');
    expect({ settled: outcome.settled, failures: state.failures }).toEqual({ settled: error, failures: [error] });
  });

  it.each([
    [Opcode.text, bytesOf('01'), 'strings'],
    [Opcode.binary, 'a', 'Uint8Arrays'],
  ])('of opcode %d rejects a piece of the wrong type, and leaves the source', async (opcode, piece, wanted) => {
    const source = new ManualSource();
    const { outcome, state } = streamOf(opcode, source);
    source.give(piece);
    await waitFor(() => state.failures.length === 1);
    expect(outcome.settled).toEqual(new TypeError(`a ${opcode === 1 ? 'text' : 'binary'} stream takes ${wanted} only`));
    expect(source.returned).toBe(1);
  });

  it('rejects and leaves the source when it is cancelled, whatever that throws; a late piece is dropped', async () => {
    const source = new ManualSource();
    const { stream, state, outcome, take } = streamOf(Opcode.text, source);
    stream.cancel();
    stream.cancel();
    source.give('late');
    await waitFor(() => outcome.settled !== 'pending');
    await new Promise(setImmediate);
    expect(outcome.settled).toEqual(new Error('closed'));
    expect({ returned: source.returned, asked: source.asked, frames: take(), ...state }).toEqual({
      ...{ returned: 1, asked: 1, frames: [] },
      ...{ isFull: false, isFinished: false, failures: [], written: 0 },
    });
  });

  it('asks a source no more that it left while the buffer was full', async () => {
    const source = new ManualSource();
    const { stream, state, outcome } = streamOf(Opcode.text, source);
    state.isFull = true;
    source.give('a');
    await waitFor(() => state.written === 1);
    stream.cancel();
    await waitFor(() => outcome.settled !== 'pending');
    await new Promise(setImmediate);
    expect({ asked: source.asked, returned: source.returned }).toEqual({ asked: 1, returned: 1 });
  });
});
