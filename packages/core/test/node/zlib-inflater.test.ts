import { constants, deflateRawSync } from 'node:zlib';
import { waitFor } from '@trunkline/test-kit/wait-for';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PiecewiseInflater } from '../../src/messages/compression.ts';
import { History } from '../../src/messages/history.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';
import { anyMessage, noise } from '../support/any-message.ts';
import { anyChunkSizes, arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';
import { violationOf } from '../support/violation-of.ts';
import { ZlibPeer } from '../support/zlib-peer.ts';

const ALL_BITS = [8, 9, 10, 11, 12, 13, 14, 15];
const NOTHING = new Uint8Array(0);
const hello = bytesOf('48656c6c6f');

function pushed(inflater: PiecewiseInflater, piece: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    inflater.push(piece, maxBytes, (error, inflated) => (error === undefined ? resolve(inflated) : reject(error)));
  });
}

/** A whole message through a piecewise inflater, as `Inflation` does it. */
async function inflatedInPieces(pieces: readonly Uint8Array[], history: Uint8Array | undefined, maxBytes = 1 << 20): Promise<Uint8Array> {
  const inflater = zlibInflater.inflateInPieces(history);
  const outputs: Uint8Array[] = [];
  let room = maxBytes;
  try {
    for (const piece of pieces) {
      const output = await pushed(inflater, piece, room);
      room -= output.length;
      outputs.push(output);
    }
  } finally {
    inflater.dispose();
  }
  return joined(...outputs);
}

/** Which rule a message breaks: at once, and in pieces however it arrives. */
async function violationsOf(payload: Uint8Array, maxBytes: number): Promise<Set<string | undefined>> {
  const violations = new Set([violationOf(() => zlibInflater.inflateSync(payload, undefined, maxBytes))]);
  for (const pieces of arrivalsOf(payload)) {
    const error: unknown = await inflatedInPieces(pieces, undefined, maxBytes).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    violations.add(error instanceof ProtocolError ? error.violation : undefined);
  }
  return violations;
}

/** The examples of RFC 7692 §7.2.3, and what §7.2.1 allows besides. */
const examples = [
  { name: 'a message (§7.2.3.1)', hex: 'f248cdc9c90700', plain: hello },
  { name: 'a message that looks back (§7.2.3.2)', hex: 'f200110000', history: hello, plain: hello },
  { name: 'a block without compression (§7.2.3.3)', hex: '000500faff48656c6c6f00', plain: hello },
  { name: 'a final block (§7.2.3.4)', hex: 'f348cdc9c9070000', plain: hello },
  { name: 'two blocks (§7.2.3.5)', hex: 'f248050000 00ffff cac9c90700', plain: hello },
  { name: 'an empty message (§7.2.3.6)', hex: '00', plain: NOTHING },
  { name: 'no byte at all', hex: '', plain: NOTHING },
  { name: 'a final block without padding', hex: 'f348cdc9c90700', plain: hello },
  { name: 'final blocks one after the other (§7.2.1)', hex: 'f348cdc9c90700 f348cdc9c90700 00', plain: joined(hello, hello) },
  { name: 'a block after a final one (§7.2.1)', hex: 'f348cdc9c90700 f248cdc9c90700', plain: joined(hello, hello) },
  { name: 'a block that looks back behind a final one', hex: 'f348cdc9c90700 f200110000', plain: joined(hello, hello) },
  { name: 'an empty final block', hex: '0300 f248cdc9c90700', plain: hello },
];

describe('zlibInflater', () => {
  it.each(examples)('inflates $name', async ({ hex, plain, history }) => {
    expect(hexOf(zlibInflater.inflateSync(bytesOf(hex), history, 100))).toBe(hexOf(plain));
    for (const pieces of arrivalsOf(bytesOf(hex))) expect(hexOf(await inflatedInPieces(pieces, history))).toBe(hexOf(plain));
  });

  it.each([
    { name: 'a reserved block type', hex: '07' },
    { name: 'a stored block whose lengths disagree', hex: '000500faf048656c6c6f00' },
    { name: 'a block that looks back beyond the beginning', hex: 'f200110000' },
    { name: 'such a block behind a final one', hex: '0300 f200110000' },
    { name: 'no deflate stream behind a final block', hex: 'f348cdc9c90700 ff' },
  ])('fails at $name (RFC 7692 §7.2.2)', async ({ hex }) => {
    expect(await violationsOf(bytesOf(hex), 100)).toEqual(new Set(['invalid-deflate']));
  });

  it.each([
    { length: 0, maxBytes: 0, violation: undefined },
    { length: 1, maxBytes: 0, violation: 'message-too-big' },
    { length: 999, maxBytes: 1000, violation: undefined },
    { length: 1000, maxBytes: 1000, violation: undefined },
    { length: 1001, maxBytes: 1000, violation: 'message-too-big' },
    { length: 16_384, maxBytes: 16_384, violation: undefined },
    { length: 16_385, maxBytes: 16_384, violation: 'message-too-big' },
    { length: 100_000, maxBytes: 99_999, violation: 'message-too-big' },
    { length: 100_000, maxBytes: 100_000, violation: undefined },
    { length: 100_000, maxBytes: Number.POSITIVE_INFINITY, violation: undefined },
  ])('answers $violation for $length bytes where $maxBytes may come out', async ({ length, maxBytes, violation }) => {
    const payload = zlibDeflater({ level: 9, memLevel: 8 }, 15).deflateSync(new Uint8Array(length), undefined);
    expect(await violationsOf(payload, maxBytes)).toEqual(new Set([violation]));
  });

  it('counts what comes of all final blocks together', async () => {
    const payload = bytesOf('f348cdc9c90700 f348cdc9c90700 00');
    expect(await violationsOf(payload, 10)).toEqual(new Set([undefined]));
    expect(await violationsOf(payload, 9)).toEqual(new Set(['message-too-big']));
    expect(await violationsOf(payload, 5)).toEqual(new Set(['message-too-big']));
  });

  it('stops inflating at the limit: what is wrong far behind it is never seen', async () => {
    const mebibyte = deflateRawSync(new Uint8Array(1 << 20), { finishFlush: constants.Z_SYNC_FLUSH });
    const bomb = joined(mebibyte, mebibyte, bytesOf('07'));
    expect(violationOf(() => zlibInflater.inflateSync(bomb, undefined, 3 << 20))).toBe('invalid-deflate');
    expect(violationOf(() => zlibInflater.inflateSync(bomb, undefined, 1 << 20))).toBe('message-too-big');
    await expect(inflatedInPieces([bomb], undefined, 3 << 20)).rejects.toMatchObject({ violation: 'invalid-deflate' });
    await expect(inflatedInPieces([bomb], undefined, 1 << 20)).rejects.toMatchObject({ violation: 'message-too-big' });
  });

  it('takes 64 final blocks in a message, and not for ever more', async () => {
    const finals = (count: number) => bytesOf(`${'0300'.repeat(count)} 00`);
    expect(hexOf(zlibInflater.inflateSync(finals(64), undefined, 100))).toBe('');
    expect(hexOf(await inflatedInPieces([finals(64)], undefined))).toBe('');
    expect(violationOf(() => zlibInflater.inflateSync(finals(65), undefined, 100))).toBe('invalid-deflate');
    await expect(inflatedInPieces([finals(65)], undefined)).rejects.toMatchObject({ violation: 'invalid-deflate' });
    await expect(inflatedInPieces(chunksOf(finals(65), [1]), undefined)).rejects.toMatchObject({ violation: 'invalid-deflate' });
  });

  it('keeps what zlib said as the cause', () => {
    const thrown = () => zlibInflater.inflateSync(bytesOf('07'), undefined, 100);
    expect(thrown).toThrow(expect.objectContaining({ cause: expect.objectContaining({ message: 'invalid block type' }) }));
  });

  it('answers a piece once, in a later turn', async () => {
    const inflater = zlibInflater.inflateInPieces(undefined);
    const answers: string[] = [];
    inflater.push(bytesOf('f248cd'), 100, (error, inflated) => answers.push(error?.message ?? hexOf(inflated)));
    expect(answers).toEqual([]);
    await waitFor(() => answers.length > 0);
    answers.push(hexOf(await pushed(inflater, bytesOf('c9c90700'), 100)));
    expect(answers).toEqual(['4865', '6c6c6f']);
    inflater.dispose();
  });

  it('answers nothing any more once it is disposed', async () => {
    const inflater = zlibInflater.inflateInPieces(undefined);
    const answers: string[] = [];
    inflater.push(bytesOf('f248cdc9c90700'), 100, () => answers.push('answered'));
    inflater.dispose();
    expect(hexOf(await inflatedInPieces([bytesOf('f248cdc9c90700')], undefined))).toBe(hexOf(hello));
    expect(answers).toEqual([]);
  });

  it('copies the history at once, since it changes with the next message', async () => {
    const history = hello.slice();
    const inflater = zlibInflater.inflateInPieces(history);
    history.fill(0);
    expect(hexOf(await pushed(inflater, bytesOf('f200110000'), 100))).toBe(hexOf(hello));
    inflater.dispose();
  });

  it.each(ALL_BITS)('understands a peer that keeps one zlib stream of %d bits (RFC 7692 §7.1.1)', async (bits) => {
    const anySending = fc.tuple(anyMessage, fc.option(anyChunkSizes, { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(fc.array(anySending, { maxLength: 8 }), async (messages) => {
        const peer = new ZlibPeer(bits);
        const history = new History(bits);
        for (const [message, sizes] of messages) {
          const payload = await peer.deflate(message);
          const inflated =
            sizes === undefined
              ? zlibInflater.inflateSync(payload, history.window, 1 << 20)
              : await inflatedInPieces(chunksOf(payload, sizes), history.window);
          history.append(inflated);
          expect(hexOf(inflated)).toBe(hexOf(message));
        }
        peer.close();
      }),
      { numRuns: 20 },
    );
  });

  it.each(ALL_BITS)('gives back what our own deflater made with a window of %d bits, over many messages', (bits) => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 12 }), (messages) => {
        const [sent, received] = [new History(bits), new History(bits)];
        for (const message of messages) {
          const payload = zlibDeflater({ level: 6, memLevel: 8 }, bits).deflateSync(message, sent.window);
          const inflated = zlibInflater.inflateSync(payload, received.window, 1 << 20);
          sent.append(message);
          received.append(inflated);
          expect(hexOf(inflated)).toBe(hexOf(message));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('follows a context that is longer than its window', async () => {
    const peer = new ZlibPeer(15);
    const history = new History(15);
    for (const length of [30_000, 10_000, 40_000, 70_000, 32_768, 5, 32_769]) {
      const message = noise(length % 3, length);
      const payload = await peer.deflate(message);
      const inflated = zlibInflater.inflateSync(payload, history.window, 1 << 20);
      history.append(inflated);
      expect(hexOf(inflated)).toBe(hexOf(message));
    }
    peer.close();
  });
});
