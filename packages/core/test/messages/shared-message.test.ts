import { describe, expect, it } from 'vitest';
import type { Deflater } from '../../src/messages/compression.ts';
import { SharedMessage } from '../../src/messages/shared-message.ts';
import { type MessageOpcode, Opcode } from '../../src/vocabulary/opcode.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';
import { frameOf } from '../support/frame-of.ts';

/** A deflater that keeps the first byte only, asynchronously when the test says so. */
class FirstByteDeflater implements Deflater {
  readonly calls: string[] = [];
  readonly pending: ((error: Error | undefined, deflated: Uint8Array) => void)[] = [];

  deflateSync(payload: Uint8Array, history: Uint8Array | undefined): Uint8Array {
    this.calls.push(`sync ${hexOf(payload)} ${history}`);
    return payload.slice(0, 1);
  }

  deflate(payload: Uint8Array, history: Uint8Array | undefined, done: (error: Error | undefined, deflated: Uint8Array) => void): void {
    this.calls.push(`async ${hexOf(payload)} ${history}`);
    this.pending.push(done);
  }
}

/** A message whose memory is dirty, as a platform may hand it out. */
function messageOf(opcode: MessageOpcode, payload: Uint8Array): SharedMessage {
  return new SharedMessage(opcode, payload, (bytes) => new Uint8Array(bytes).fill(0xee));
}

const payload = bytesOf('616263');
const plainFrame = '8103616263';
const deflatedFrame = 'c10161';

describe('SharedMessage', () => {
  it.each([0, 125, 126, 65_535, 65_536])('frames %d bytes once, unmasked (§5.2)', (length) => {
    const message = messageOf(Opcode.binary, new Uint8Array(length).fill(7));
    expect(hexOf(message.frame)).toBe(hexOf(frameOf({ fin: true, rsv1: false, opcode: 2, payload: message.payload })));
    expect(message.frame).toBe(message.frame);
  });

  it('deflates once for each deflater, looking back at nothing (RFC 7692 §7.2.1)', () => {
    const message = messageOf(Opcode.text, payload);
    const [one, other] = [new FirstByteDeflater(), new FirstByteDeflater()];
    const frames = [one, other, one].map((deflater) => message.deflatedFrameSync(deflater));
    expect(frames.map((frame) => hexOf(frame))).toEqual([deflatedFrame, deflatedFrame, deflatedFrame]);
    expect(frames[2]).toBe(frames[0]);
    expect([one.calls, other.calls]).toEqual([['sync 616263 undefined'], ['sync 616263 undefined']]);
  });

  it.each([
    { hex: '61', deflated: '61', expected: '810161' },
    { hex: '', deflated: '00', expected: '8100' },
  ])('stays plain where deflate does not make $hex smaller', ({ hex, deflated, expected }) => {
    const message = messageOf(Opcode.text, bytesOf(hex));
    const deflater: Deflater = { deflateSync: () => bytesOf(deflated), deflate: () => {} };
    expect(hexOf(message.deflatedFrameSync(deflater))).toBe(expected);
    expect(message.deflatedFrameSync(deflater)).toBe(message.frame);
  });

  it('deflates in the background once for all who wait', () => {
    const message = messageOf(Opcode.text, payload);
    const deflater = new FirstByteDeflater();
    const ready: string[] = [];
    for (const name of ['a', 'b', 'c']) message.deflateFrame(deflater, (frame) => ready.push(`${name} ${hexOf(frame)}`));
    expect({ calls: deflater.calls, ready, frame: message.readyFrame(deflater) }).toEqual({
      calls: ['async 616263 undefined'],
      ready: [],
      frame: undefined,
    });
    deflater.pending[0]?.(undefined, bytesOf('61'));
    expect(ready).toEqual([`a ${deflatedFrame}`, `b ${deflatedFrame}`, `c ${deflatedFrame}`]);
    expect(hexOf(message.readyFrame(deflater) ?? payload)).toBe(deflatedFrame);
  });

  it('leaves plain where deflating in the background fails', () => {
    const message = messageOf(Opcode.text, payload);
    const deflater = new FirstByteDeflater();
    const ready: string[] = [];
    message.deflateFrame(deflater, (frame) => ready.push(hexOf(frame)));
    deflater.pending[0]?.(new Error('no memory'), payload);
    expect(ready).toEqual([plainFrame]);
  });

  it('has a ready frame for the deflater that made it, and for no other', () => {
    const message = messageOf(Opcode.text, payload);
    const deflater = new FirstByteDeflater();
    expect(message.readyFrame(deflater)).toBeUndefined();
    const frame = message.deflatedFrameSync(deflater);
    expect([message.readyFrame(deflater), message.readyFrame(new FirstByteDeflater())]).toEqual([frame, undefined]);
  });
});
