import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inflation } from '../../src/messages/inflation.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { anyChunkSizes, chunksOf } from '../support/arrivals.ts';
import { frameOf, joined, type PlainFrame, plainFrame, utf8 } from '../support/frame-of.ts';
import { MessageReader } from '../support/message-reader.ts';
import { type MessageEvent, messagesOf } from '../support/recording-message-sink.ts';

/** A message on its way: cut in fragments, deflated or not, with a ping between its fragments. */
interface AnySending {
  readonly message: string | Uint8Array;
  readonly isDeflated: boolean;
  readonly fragmentSizes: readonly number[];
  readonly pings: boolean;
}

const anySending: fc.Arbitrary<AnySending> = fc.record({
  message: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.integer({ min: 100, max: 3000 }).map((length) => 'é'.repeat(length)),
    fc.integer({ min: 100, max: 3000 }).map((length) => new Uint8Array(length).map((_, at) => at * at)),
  ),
  isDeflated: fc.boolean(),
  fragmentSizes: anyChunkSizes,
  pings: fc.boolean(),
});

function framesOf({ message, isDeflated, fragmentSizes, pings }: AnySending): PlainFrame[] {
  const opcode = typeof message === 'string' ? Opcode.text : Opcode.binary;
  const plain = typeof message === 'string' ? utf8(message) : message;
  const payload = isDeflated ? zlibDeflater({ level: 6, memLevel: 8 }, 15).deflateSync(plain, undefined) : plain;
  const pieces = payload.length === 0 ? [payload] : chunksOf(payload, fragmentSizes);
  return pieces.flatMap((piece, nth) => [
    plainFrame(nth === pieces.length - 1, nth === 0 ? opcode : Opcode.continuation, piece, isDeflated && nth === 0),
    ...(pings ? [plainFrame(true, Opcode.ping, `${nth}`)] : []),
  ]);
}

/** What must come of these frames: each control frame where it stands, each message where its last frame stands. */
function eventsOf(sendings: readonly AnySending[]): MessageEvent[] {
  return sendings.flatMap((sending) =>
    framesOf(sending).flatMap(({ fin, opcode, payload }): MessageEvent[] => {
      if (opcode === Opcode.ping) return [{ control: opcode, payload }];
      const { message } = sending;
      return fin ? [{ message }] : [];
    }),
  );
}

describe('MessageAssembler, of any sequence of frames', () => {
  it.each(['messages', 'streams'] as const)('makes the same %s in any chunks, with and without deflate, in order', async (wants) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySending, { maxLength: 5 }), anyChunkSizes, fc.boolean(), async (sendings, sizes, isMasked) => {
        const wire = joined(
          ...sendings.flatMap((sending) => framesOf(sending).map((plain) => frameOf(plain, isMasked ? '9a8b7c6d' : undefined))),
        );
        const inflation = new Inflation(zlibInflater, 1 << 20, undefined);
        const reader = new MessageReader({ role: isMasked ? 'server' : 'client', inflation, wants });
        await reader.receiveAll(chunksOf(wire, sizes));
        expect(reader.violation).toBeUndefined();
        expect(messagesOf(reader.sink.events)).toEqual(eventsOf(sendings));
      }),
      { numRuns: 100 },
    );
  });
});
