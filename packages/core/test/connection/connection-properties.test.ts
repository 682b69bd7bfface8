import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { shared } from '../../src/node/shared.ts';
import { zlibDeflater } from '../../src/node/zlib-deflater.ts';
import { zlibInflater } from '../../src/node/zlib-inflater.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { anyChunkSizes, chunksOf } from '../support/arrivals.ts';
import { frameOf, joined } from '../support/frame-of.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { RecordingShell } from '../support/recording-shell.ts';

const anyRole = fc.constantFrom<Role>('client', 'server');

/** One step of a schedule: an end sends, reads no more or again, or the link carries what there is. */
const anyStep = fc.oneof(
  fc.record({
    act: fc.constant('send' as const),
    from: anyRole,
    kind: fc.constantFrom('text', 'binary', 'shared'),
    length: fc.oneof(fc.nat(300), fc.nat(70_000)),
  }),
  fc.record({ act: fc.constantFrom('pause' as const, 'resume' as const, 'ping' as const), from: anyRole }),
  fc.record({ act: fc.constant('run' as const) }),
);

const anyDeflate = fc.constantFrom(undefined, 'forgotten' as const, 'taken over' as const);

function engineOf(deflate: 'forgotten' | 'taken over' | undefined, fragmentBytes: number) {
  const bits = deflate === 'taken over' ? 15 : undefined;
  return {
    fragmentBytes,
    deflate: deflate && {
      ...{ deflater: zlibDeflater({ level: 1, memLevel: 8 }, 15), inflater: zlibInflater },
      ...{ thresholdBytes: 100, outboundWindowBits: bits, inboundWindowBits: bits },
    },
  };
}

/** A message that no other one equals. */
function messageOf(kind: string, length: number, at: number): string | Uint8Array {
  const text = `${at}:${'é'.repeat(length / 2)}`;
  return kind === 'binary' ? new TextEncoder().encode(text) : text;
}

function isSame(one: string | Uint8Array | undefined, other: string | Uint8Array): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one !== undefined && one.length === other.length && one.every((byte, at) => byte === other[at]);
}

describe('Connection: laws', () => {
  it('delivers each message once and in order, under any schedule of sends, pauses, chunks and stalls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 40 }),
        anyChunkSizes,
        fc.constantFrom(0, 1_000, Number.POSITIVE_INFINITY),
        anyDeflate,
        fc.constantFrom(7, 1_000, Number.POSITIVE_INFINITY),
        async (steps, chunkSizes, windowBytes, deflate, fragmentBytes) => {
          const engine = engineOf(deflate, fragmentBytes);
          const limits = { highWaterMark: 5_000, maxFragments: Number.POSITIVE_INFINITY };
          const pair = new LinkedPair({ client: { ...engine, limits }, server: { ...engine, limits }, link: { chunkSizes, windowBytes } });
          const sent: Record<Role, (string | Uint8Array)[]> = { client: [], server: [] };
          for (const [at, step] of steps.entries()) {
            if (step.act === 'run') {
              pair.run();
            } else if (step.act === 'send') {
              const message = messageOf(step.kind, step.length, at);
              sent[step.from].push(message);
              pair.end(step.from).connection.send(step.kind === 'shared' ? shared(message) : message);
            } else {
              pair.end(step.from).connection[step.act](new Uint8Array(at));
            }
          }
          for (const { connection } of [pair.client, pair.server]) connection.resume();
          await pair.until(() => pair.client.messages.length >= sent.server.length && pair.server.messages.length >= sent.client.length);
          for (const [to, messages] of [[pair.client, sent.server] as const, [pair.server, sent.client] as const]) {
            expect(to.messages.length).toBe(messages.length);
            expect(messages.every((message, at) => isSame(to.messages[at], message))).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Random bytes, or frames that are nearly right, since random bytes seldom get past the first two. */
  const anyFrame = fc
    .record({
      fin: fc.boolean(),
      rsv1: fc.boolean(),
      opcode: fc.oneof(fc.constantFrom(0, 1, 2, 8, 9, 10), fc.nat(15)),
      payload: fc.uint8Array({ maxLength: 300 }),
    })
    .map((frame) => ({ ...frame, fin: frame.opcode >= 8 || frame.fin, rsv1: frame.rsv1 && frame.opcode !== 0 && frame.opcode < 8 }));

  it.each(['client', 'server'] as const)(
    'of a %s never throws for what a peer sends, and answers by closing at most once',
    async (role) => {
      const anyWire = fc.oneof(
        fc.uint8Array({ maxLength: 2_000 }),
        fc
          .array(anyFrame, { maxLength: 12 })
          .map((frames) => joined(...frames.map((frame) => frameOf(frame, role === 'server' ? 'a1b2c3d4' : undefined)))),
      );
      const limits = { maxMessageBytes: 500, maxFrameBytes: 400, maxFragments: 4, highWaterMark: 300, maxBufferedBytes: 3_000 };
      await fc.assert(
        fc.asyncProperty(
          anyWire,
          anyChunkSizes,
          anyDeflate,
          fc.constantFrom('messages' as const, 'streams' as const),
          async (wire, sizes, deflate, wants) => {
            const shell = new RecordingShell(role, { ...engineOf(deflate, 100), limits });
            shell.wants = wants;
            for (const chunk of chunksOf(wire, sizes)) {
              shell.receive(chunk);
              expect(shell.connection.bufferedAmount).toBeLessThanOrEqual(limits.highWaterMark + 2 * 131);
            }
            await new Promise(setImmediate);
            const closes = shell.takeFrames().filter(({ opcode }) => opcode === 8);
            expect(closes.length).toBeLessThanOrEqual(1);
            expect(shell.messages.every((message) => message.length <= limits.maxMessageBytes)).toBe(true);
            shell.connection.socketClosed();
            expect(shell.connection.bufferedAmount).toBe(0);
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  it.each(['client', 'server'] as const)('of a %s allocates no more for a message than its limit and what was sent of it', (role) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 20 }), anyChunkSizes, (announced, sizes) => {
        let allocated = 0;
        const allocate = (bytes: number) => {
          allocated = bytes;
          return new Uint8Array(bytes);
        };
        const shell = new RecordingShell(role, { platform: { ...nodePlatform, allocate } });
        const wire = frameOf(
          { fin: true, rsv1: false, opcode: 2, payload: new Uint8Array(announced) },
          role === 'server' ? 'a1b2c3d4' : undefined,
        );
        const part = wire.subarray(0, Math.min(wire.length - 1, 20_000));
        for (const chunk of chunksOf(part, sizes)) shell.receive(chunk);
        expect(allocated).toBeLessThanOrEqual(Math.max(256, 2 * part.length));
        expect(shell.messages).toEqual([]);
      }),
    );
  });
});
