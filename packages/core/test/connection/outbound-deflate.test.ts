import { describe, expect, it } from 'vitest';
import { OutboundDeflate } from '../../src/connection/outbound-deflate.ts';
import { inflated, ManualDeflater } from '../support/manual-deflater.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('OutboundDeflate', () => {
  it.each([
    [99, false],
    [100, true],
  ])('of threshold 100 applies to %d bytes: %s', (bytes, applies) => {
    expect(new OutboundDeflate(new ManualDeflater(), 100, undefined).applies(bytes)).toBe(applies);
  });

  it.each([
    [32_768, false],
    [32_769, true],
  ])('leaves %d bytes to the background: %s', (bytes, isLarge) => {
    expect(new OutboundDeflate(new ManualDeflater(), 0, undefined).isLarge(bytes)).toBe(isLarge);
  });

  it('looks back at what left deflated, and at nothing else, where it takes its context over (RFC 7692 §7.2.1)', () => {
    const deflater = new ManualDeflater();
    const deflate = new OutboundDeflate(deflater, 0, 15);
    const [left, plain] = [text('what left '.repeat(9)), text('what did not leave')];
    deflate.deflateSync(left);
    deflate.sent(left);
    deflate.deflateSync(plain);
    expect(inflated(deflate.deflateSync(left), left)).toEqual(left);
    expect(deflater.calls.map((call) => call.historyBytes)).toEqual([0, left.length, left.length]);
  });

  it('looks back in the background too', () => {
    const deflater = new ManualDeflater();
    const deflate = new OutboundDeflate(deflater, 0, 15);
    deflate.sent(text('before'));
    const results: Uint8Array[] = [];
    deflate.deflate(text('before and after'), (_, deflated) => results.push(deflated));
    deflater.finish();
    expect(results.map((result) => inflated(result, text('before')))).toEqual([text('before and after')]);
  });

  it('looks back at nothing where it takes no context over', () => {
    const deflater = new ManualDeflater();
    const deflate = new OutboundDeflate(deflater, 0, undefined);
    deflate.sent(text('before'));
    deflate.deflateSync(text('after'));
    expect(deflater.calls).toEqual([{ kind: 'sync', bytes: 5, historyBytes: 0 }]);
  });
});
