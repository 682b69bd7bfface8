import { inflateRawSync } from 'node:zlib';
import { waitFor } from '@trunkline/test-kit/wait-for';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../src/messages/history.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { anyMessage, noise } from '../support/any-message.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';
import { ZlibPeer } from '../support/zlib-peer.ts';

const SETTINGS = { level: 6, memLevel: 8 };
const ALL_BITS = [8, 9, 10, 11, 12, 13, 14, 15];
const hello = bytesOf('48 65 6c 6c 6f');

/** What zlib itself makes of a payload (RFC 7692 §7.2.2). */
function inflated(payload: Uint8Array, dictionary?: Uint8Array): Uint8Array {
  return inflateRawSync(joined(payload, bytesOf('0000ffff')), { finishFlush: 2, ...(dictionary !== undefined && { dictionary }) });
}

function deflateAsync(payload: Uint8Array, history: Uint8Array | undefined, windowBits: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlibDeflater(SETTINGS, windowBits).deflate(payload, history, (error, deflated) =>
      error === undefined ? resolve(deflated) : reject(error),
    );
  });
}

describe('zlibDeflater', () => {
  it("deflates the RFC's example (RFC 7692 §7.2.3.1)", () => {
    expect(hexOf(zlibDeflater(SETTINGS, 15).deflateSync(hello, undefined))).toBe('f248cdc9c90700');
  });

  it('makes one byte of nothing (RFC 7692 §7.2.3.6)', () => {
    expect(hexOf(zlibDeflater(SETTINGS, 15).deflateSync(new Uint8Array(0), undefined))).toBe('00');
    expect(hexOf(zlibDeflater(SETTINGS, 15).deflateSync(new Uint8Array(0), hello))).toBe('00');
  });

  it('is one for each setting, since shared messages remember their frames by it', () => {
    const settings = [
      [SETTINGS, 15],
      [SETTINGS, 14],
      [{ ...SETTINGS, level: 5 }, 15],
      [{ ...SETTINGS, memLevel: 7 }, 15],
      [{ level: 6, memLevel: 8 }, 15],
    ] as const;
    const [first, ...others] = settings.map(([setting, bits]) => zlibDeflater(setting, bits));
    expect(others.map((deflater) => deflater === first)).toEqual([false, false, false, true]);
  });

  it.each(ALL_BITS)('looks back into the history with a window of %d bits', (bits) => {
    const history = noise(1, 200);
    const deflated = zlibDeflater(SETTINGS, bits).deflateSync(history, history);
    expect(inflated(deflated, history)).toEqual(Buffer.from(history));
    expect(deflated.length).toBeLessThan(20);
  });

  it.each([8, 9, 10, 12])('looks back no further than a window of %d bits (RFC 7692 §7.1.2)', (bits) => {
    const pattern = noise(2, 1 << bits);
    const deflated = zlibDeflater(SETTINGS, bits).deflateSync(joined(pattern, pattern), undefined);
    expect(deflated.length).toBeGreaterThan(1.95 * pattern.length);
  });

  it('obeys its level', () => {
    const payload = joined(...Array.from({ length: 200 }, (_, nth) => noise(nth % 7, 50)));
    const [stored, fast, best] = [0, 1, 9].map((level) => zlibDeflater({ level, memLevel: 8 }, 15).deflateSync(payload, undefined).length);
    expect(stored).toBe(payload.length + 6);
    expect([(fast ?? 0) < payload.length, (best ?? 0) <= (fast ?? 0)]).toEqual([true, true]);
  });

  // The flush marker of zlib falls on the border of its output chunks somewhere in between.
  it.each(Array.from({ length: 24 }, (_, nth) => 16_360 + nth))('deflates %d bytes without repeats', (length) => {
    const payload = noise(5, length);
    expect(hexOf(inflated(zlibDeflater(SETTINGS, 15).deflateSync(payload, undefined)))).toBe(hexOf(payload));
  });

  it.each([undefined, noise(1, 300)])('makes the same in the background, in a later turn', async (history) => {
    const payload = joined(noise(1, 300), noise(2, 50_000));
    const results: string[] = [];
    zlibDeflater(SETTINGS, 15).deflate(payload, history, (error, deflated) => results.push(error?.message ?? hexOf(deflated)));
    expect(results).toEqual([]);
    await waitFor(() => results.length > 0);
    expect(results).toEqual([hexOf(zlibDeflater(SETTINGS, 15).deflateSync(payload, history))]);
  });

  it('copies the history at once, since it changes with the next message', async () => {
    const history = noise(1, 300);
    const expected = hexOf(zlibDeflater(SETTINGS, 15).deflateSync(noise(1, 300), history));
    const deflated = deflateAsync(noise(1, 300), history, 15);
    history.fill(0);
    expect(hexOf(await deflated)).toBe(expected);
  });

  it.each(ALL_BITS)('is understood by a peer that keeps one zlib stream of %d bits (RFC 7692 §7.1.1)', async (bits) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyMessage, fc.boolean()), { maxLength: 12 }), async (messages) => {
        const peer = new ZlibPeer(bits);
        const history = new History(bits);
        for (const [message, isSync] of messages) {
          const deflated = isSync
            ? zlibDeflater(SETTINGS, bits).deflateSync(message, history.window)
            : await deflateAsync(message, history.window, bits);
          history.append(message);
          expect(hexOf(await peer.inflate(deflated))).toBe(hexOf(message));
        }
        peer.close();
      }),
      { numRuns: 20 },
    );
  });

  it('takes a context over that is longer than its window', async () => {
    const peer = new ZlibPeer(15);
    const history = new History(15);
    const deflater = zlibDeflater(SETTINGS, 15);
    for (const length of [30_000, 10_000, 40_000, 70_000, 32_768, 5, 32_769]) {
      const message = noise(length % 3, length);
      const deflated = deflater.deflateSync(message, history.window);
      history.append(message);
      expect(hexOf(await peer.inflate(deflated))).toBe(hexOf(message));
    }
    peer.close();
  });
});
