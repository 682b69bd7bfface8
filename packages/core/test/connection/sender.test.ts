import { describe, expect, it } from 'vitest';
import { Sender } from '../../src/connection/sender.ts';
import { nodePlatform } from '../../src/node/node-platform.ts';
import { resolveLimits } from '../../src/vocabulary/limits.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';

/** A server's sender whose owner notes what it is told. */
function senderOf(limits: Parameters<typeof resolveLimits>[0] = {}) {
  const told: string[] = [];
  const sender = new Sender(
    {
      role: 'server',
      limits: resolveLimits(limits),
      keepalive: undefined,
      fragmentBytes: Number.POSITIVE_INFINITY,
      deflate: undefined,
      platform: nodePlatform,
    },
    {
      flushSoon: () => told.push('flushSoon'),
      drained: () => told.push('drained'),
      overflowed: (bytes) => told.push(`overflowed ${bytes}`),
      streamFailed: () => told.push('streamFailed'),
      closedError: () => new Error('closed'),
    },
  );
  const take = () => {
    const chunks: Uint8Array[] = [];
    sender.queue.flush({ write: (chunk) => chunks.push(Uint8Array.from(chunk)) < 0 });
    return hexOf(joined(...chunks));
  };
  return { sender, told, take };
}

const MARKS = { highWaterMark: 10, lowWaterMark: 4, maxBufferedBytes: 100 };

describe('Sender', () => {
  it('writes messages and control frames in order, and asks for a flush each time', () => {
    const { sender, told, take } = senderOf();
    expect(sender.send('a')).toBe(true);
    sender.sendControl(Opcode.ping, bytesOf('07'));
    expect(sender.send(bytesOf('ff'))).toBe(true);
    expect(told).toEqual(['flushSoon', 'flushSoon', 'flushSoon']);
    expect(take()).toBe(hexOf(bytesOf('81 01 61 89 01 07 82 01 ff')));
  });

  it('tells its caller to wait above the high-water mark and to go on at the low one', () => {
    const { sender, told, take } = senderOf(MARKS);
    expect([sender.send('12345678'), sender.send('9')]).toEqual([true, false]);
    expect(sender.bufferedAmount).toBe(13);
    take();
    told.length = 0;
    sender.transportHolds(5);
    expect(told).toEqual([]);
    sender.transportHolds(4);
    expect(told).toEqual(['drained']);
    expect(sender.send('a')).toBe(true);
  });

  it('answers only the newest ping of a peer that does not read (§5.5.3)', () => {
    const { sender, take } = senderOf(MARKS);
    sender.send('123456789');
    take();
    sender.transportHolds(11);
    for (const payload of ['01', '02', '03']) sender.answerPing(bytesOf(payload));
    expect(take()).toBe('');
    sender.transportHolds(0);
    expect(take()).toBe(hexOf(bytesOf('8a 01 03')));
  });

  it('says when more waits than maxBufferedBytes', () => {
    const { sender, told } = senderOf(MARKS);
    expect(sender.send('x'.repeat(99))).toBe(false);
    expect(told).toEqual(['flushSoon', 'overflowed 101']);
  });

  it('lets the close frame leave however much waits', () => {
    const { sender, told, take } = senderOf({ ...MARKS, maxBufferedBytes: 12 });
    sender.send('1234567890');
    told.length = 0;
    sender.sendClose(bytesOf('03e8'));
    expect(told).toEqual(['flushSoon']);
    expect(take()).toBe(hexOf(bytesOf('81 0a 31323334353637383930 88 02 03e8')));
  });

  it('owes no pong and streams nothing after it was cancelled', async () => {
    const { sender, take } = senderOf(MARKS);
    sender.send('123456789');
    take();
    sender.transportHolds(11);
    sender.answerPing(bytesOf('01'));
    sender.cancel();
    sender.transportHolds(0);
    expect(take()).toBe('');
    expect(sender.isBusy).toBe(true);
    await expect(sender.sendStream(Opcode.text, (async function* () {})())).rejects.toThrow(new Error('closed'));
  });
});
